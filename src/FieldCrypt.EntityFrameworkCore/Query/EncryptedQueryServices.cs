using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>The services of EF Core that rewriting a query needs.</summary>
internal sealed class EncryptedQueryServices(IRelationalTypeMappingSource mappings, ISqlExpressionFactory sql)
{
    public IRelationalTypeMappingSource Mappings { get; } = mappings;

    public ISqlExpressionFactory Sql { get; } = sql;
}
