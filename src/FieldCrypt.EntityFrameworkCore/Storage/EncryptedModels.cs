using System.Reflection;
using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// Finds or makes what is known of a model's encryption. It hangs on the model itself, as a runtime annotation, which no
/// compiled model or migration prints. Thread-safe; one per key ring and choice of options, as EF Core's services are.
/// </summary>
internal sealed class EncryptedModels(KeyRing keyRing, bool allowsSharedEnvelope, IRelationalTypeMappingSource mappings)
{
    private const string Annotation = FieldCryptAnnotationNames.Prefix + "Model";

    public EncryptedModel Of(IModel model)
    {
        // A compiled model is one object for all key rings of the process.
        var perServices = model.GetOrAddRuntimeAnnotationValue<ConditionalWeakTable<EncryptedModels, EncryptedModel>, object?>(Annotation, static _ => [], null);
        return perServices.TryGetValue(this, out EncryptedModel? known) ? known : Make(perServices, model);
    }

    /// <summary>A method of its own: a closure would be allocated for each row.</summary>
    private EncryptedModel Make(ConditionalWeakTable<EncryptedModels, EncryptedModel> perServices, IModel model)
        => perServices.GetValue(this, services => services.Create(model));

    private EncryptedModel Create(IModel model)
    {
        // No convention runs with a compiled model.
        LogicalName.Claim(keyRing, model, model.GetType().GetCustomAttribute<DbContextAttribute>()?.ContextType.FullName ?? "a model");
        return new EncryptedModel(model, keyRing, allowsSharedEnvelope, mappings);
    }
}
