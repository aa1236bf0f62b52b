using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Query;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Wraps the provider's generators of SQL text.</summary>
internal sealed class FieldCryptQuerySqlGeneratorFactory(IQuerySqlGeneratorFactory inner, QuerySqlGeneratorDependencies dependencies, EncryptedModels models)
    : IQuerySqlGeneratorFactory
{
    /// <inheritdoc/>
    public QuerySqlGenerator Create() => new FieldCryptQuerySqlGenerator(inner.Create(), dependencies, models);
}
