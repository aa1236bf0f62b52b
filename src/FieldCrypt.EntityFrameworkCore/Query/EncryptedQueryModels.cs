using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>What queries need to know of each model, found once per model. Thread-safe.</summary>
internal sealed class EncryptedQueryModels
{
    private readonly ConditionalWeakTable<IModel, EncryptedQueryModel> _models = new();

    /// <summary>Finds or makes what is known of a model.</summary>
    public EncryptedQueryModel Get(IModel model) => _models.GetValue(model, static model => new EncryptedQueryModel(model));
}
