using System.Text;
using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>
/// A database column that holds envelopes. It belongs to one property, or to several of a table-per-hierarchy whose rows
/// never have two of them; then each value shows by itself which one wrote it. Immutable and thread-safe.
/// </summary>
internal sealed class StoredColumn
{
    private readonly EncryptedColumnWriter[] _writers;

    public StoredColumn(IColumn column, IReadOnlyList<IProperty> properties, EncryptedModel model)
    {
        Name = column.Name;
        Property = string.Join(" or ", properties.Select(static property => property.Display()));
        _writers = [.. properties.Select(property => model.Find(property)!)];
        Contexts = [.. _writers.Select(static writer => writer.Context).Distinct()];
        Kinds = [.. _writers.Select(static writer => writer.Kind).Distinct()];
    }

    /// <summary>The column's name in the database.</summary>
    public string Name { get; }

    /// <summary>Entity type and property, for messages.</summary>
    public string Property { get; }

    /// <summary>The encryption contexts of its properties.</summary>
    public IReadOnlyList<EncryptionContext> Contexts { get; }

    /// <summary>How the plaintexts of its properties are encoded.</summary>
    public IReadOnlyList<ValueKind> Kinds { get; }

    public bool IsText => _writers[0].Storage == EncryptedStorage.Text;

    /// <summary>The plain mapping of what is stored.</summary>
    public RelationalTypeMapping Mapping => _writers[0].Mapping;

    /// <summary>The bytes of a stored value; what is no envelope's text comes as its characters, which are no envelope either.</summary>
    public ReadOnlyMemory<byte> BytesOf(object stored) => stored switch
    {
        byte[] bytes when !IsText => bytes,
        string text when IsText && EnvelopeText.TryDecode(text) is { } bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };

    /// <summary>Whether bytes are an envelope as it would be written today.</summary>
    public bool IsCurrent(ReadOnlyMemory<byte> bytes, WritingKeys keys)
    {
        foreach (EncryptionContext context in Contexts)
        {
            if (keys.Wrote(bytes.Span, context))
                return true;
        }

        return false;
    }

    /// <summary>Decrypts, and says which property's value it is.</summary>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public async ValueTask<(EncryptedColumnWriter Writer, object Value)> DecryptAsync(KeyRing keyRing, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Not by trial where there is nothing to try: failures of trials are not counted as failed decryptions.
        for (int i = 0; _writers.Length > 1 && i < _writers.Length; i++)
        {
            if (await _writers[i].TryDecryptAsync(keyRing, bytes, cancellationToken).ConfigureAwait(false) is { } found)
                return (_writers[i], found);
        }

        return (_writers[0], await _writers[0].DecryptAsync(keyRing, bytes, cancellationToken).ConfigureAwait(false));
    }
}
