using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>Wraps the provider's factory: ours looks at each query last, when it is SQL in all but text.</summary>
internal sealed class FieldCryptQueryTranslationPostprocessorFactory(
    IQueryTranslationPostprocessorFactory inner,
    QueryTranslationPostprocessorDependencies dependencies,
    EncryptedModels models,
    IRelationalTypeMappingSource mappings,
    QueryKeyCollector keys)
    : IQueryTranslationPostprocessorFactory
{
    /// <inheritdoc/>
    public QueryTranslationPostprocessor Create(QueryCompilationContext queryCompilationContext)
    {
        QueryTranslationPostprocessor provider = inner.Create(queryCompilationContext);
        EncryptedModel model = models.Of(queryCompilationContext.Model);
        return model.IsEmpty ? provider : new FieldCryptQueryTranslationPostprocessor(provider, dependencies, queryCompilationContext, model, mappings, keys);
    }
}
