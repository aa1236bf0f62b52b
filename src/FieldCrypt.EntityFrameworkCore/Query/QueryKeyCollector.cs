using FieldCrypt.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Gathers which keys a query's plan needs while it is compiled, so that they can be had before each of its executions.
/// One per context instance, which compiles one query at a time.
/// </summary>
internal sealed class QueryKeyCollector
{
    private QueryKeys? _current;

    /// <summary>Compiles a query and tells which keys its plan needs.</summary>
    public (TPlan Plan, QueryKeys Keys) Collect<TPlan>(Func<TPlan> compile)
    {
        QueryKeys? outer = _current;
        var keys = new QueryKeys();
        _current = keys;
        try
        {
            return (compile(), keys);
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>The plan encrypts a value of this context.</summary>
    public void AddRecordKey(EncryptionContext context) => _current?.RecordKeys.Add(context);

    /// <summary>The plan computes a blind index of this context.</summary>
    public void AddIndexKey(EncryptionContext context) => _current?.IndexKeys.Add(context);
}
