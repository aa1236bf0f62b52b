using Microsoft.EntityFrameworkCore.Query;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Wraps the provider's factory: ours looks at each query last, when it is SQL in all but text.</summary>
internal sealed class FieldCryptQueryTranslationPostprocessorFactory(
    IQueryTranslationPostprocessorFactory inner,
    QueryTranslationPostprocessorDependencies dependencies,
    EncryptedQueryModels models,
    EncryptedQueryServices services,
    QueryKeyCollector keys)
    : IQueryTranslationPostprocessorFactory
{
    /// <inheritdoc/>
    public QueryTranslationPostprocessor Create(QueryCompilationContext queryCompilationContext)
    {
        QueryTranslationPostprocessor provider = inner.Create(queryCompilationContext);
        EncryptedQueryModel model = models.Get(queryCompilationContext.Model);
        return model.IsEmpty ? provider : new FieldCryptQueryTranslationPostprocessor(provider, dependencies, queryCompilationContext, model, services, keys);
    }
}
