using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>Whether readers of a model's queries may meet envelopes at all, so that other models cost nothing.</summary>
internal sealed record EncryptedReading(bool HasColumns, bool HasTextColumns)
{
    private static readonly ConditionalWeakTable<IModel, EncryptedReading> s_models = [];

    /// <summary>For a reader whose model is not known.</summary>
    public static EncryptedReading Everything { get; } = new(true, true);

    public static EncryptedReading Of(IModel model) => s_models.GetValue(model, static model =>
    {
        EncryptedStorage[] storages = [.. model.GetEncryptedProperties().Select(static property => EncryptedMember.Find(property)!.Storage)];
        return new EncryptedReading(storages.Length > 0, storages.Contains(EncryptedStorage.Text));
    });
}
