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
    {
        var parameters = new RuntimeParameters(QueryCompilationContext);
        var scopes = new QueryScopes(model);
        var search = new BlindIndexSearch(scopes, services.Indexes, services.Mappings, QueryCompilationContext.Model, parameters, keys);
        return new EncryptedQueryVisitor(model, services, scopes, search, parameters, keys).Visit(inner.Process(query));
    }
}
