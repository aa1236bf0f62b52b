using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Gathers which keys a query's plan needs while it is compiled, so that they can be had before each of its executions.
/// One per context instance, which compiles one query at a time.
/// </summary>
internal sealed class QueryKeyCollector
{
    private HashSet<EncryptionContext>? _records;
    private HashSet<EncryptionContext>? _indexes;

    /// <summary>Compiles a query and tells which keys its plan needs.</summary>
    public (TPlan Plan, KeyNeeds Keys) Collect<TPlan>(Func<TPlan> compile)
    {
        (HashSet<EncryptionContext>? outerRecords, HashSet<EncryptionContext>? outerIndexes) = (_records, _indexes);
        (_records, _indexes) = ([], []);
        var keys = new KeyNeeds(_records, _indexes);
        try
        {
            return (compile(), keys);
        }
        finally
        {
            (_records, _indexes) = (outerRecords, outerIndexes);
        }
    }

    /// <summary>The plan encrypts a value of this context.</summary>
    public void AddRecordKey(EncryptionContext context) => _records?.Add(context);

    /// <summary>The plan computes a blind index of this context.</summary>
    public void AddIndexKey(EncryptionContext context) => _indexes?.Add(context);
}
