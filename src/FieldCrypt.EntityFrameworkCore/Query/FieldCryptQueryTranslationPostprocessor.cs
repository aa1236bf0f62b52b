using System.Linq.Expressions;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Lets the provider finish a query, then refuses or rewrites what it does with encrypted columns. Runs once per query plan.</summary>
internal sealed class FieldCryptQueryTranslationPostprocessor(
    QueryTranslationPostprocessor inner,
    QueryTranslationPostprocessorDependencies dependencies,
    QueryCompilationContext queryCompilationContext,
    EncryptedModel model,
    IRelationalTypeMappingSource mappings,
    QueryKeyCollector keys)
    : QueryTranslationPostprocessor(dependencies, queryCompilationContext)
{
    /// <inheritdoc/>
    public override Expression Process(Expression query)
    {
        var parameters = new RuntimeParameters(QueryCompilationContext);
        var expressions = new EncryptedExpressions(model);
        var scopes = new QueryScopes(expressions);
        var search = new BlindIndexSearch(scopes, model, mappings, QueryCompilationContext.Model, parameters, keys);
        return new EncryptedQueryVisitor(model, expressions, scopes, search, parameters, keys).Visit(inner.Process(query));
    }
}
