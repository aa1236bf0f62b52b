using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Lets the provider finish a query, then refuses or rewrites what it does with encrypted columns. Runs once per query plan.</summary>
internal sealed class FieldCryptQueryTranslationPostprocessor(
    QueryTranslationPostprocessor inner,
    QueryTranslationPostprocessorDependencies dependencies,
    QueryCompilationContext queryCompilationContext,
    EncryptedQueryModel model,
    EncryptedQueryServices services,
    QueryKeyCollector keys)
    : QueryTranslationPostprocessor(dependencies, queryCompilationContext)
{
    /// <inheritdoc/>
    public override Expression Process(Expression query)
        => new EncryptedQueryVisitor(model, services, new RuntimeParameters(QueryCompilationContext), keys).Visit(inner.Process(query));
}
