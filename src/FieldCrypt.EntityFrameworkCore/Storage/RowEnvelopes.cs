using System.Data.Common;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>The values of a row's encrypted columns, each fetched once.</summary>
internal sealed class RowEnvelopes
{
    private readonly int[] _slotOf;
    private readonly int[] _ordinals;
    private readonly EncryptedStorage[] _storages;
    private readonly object?[] _values;
    private int _fetched;

    /// <param name="reader">A reader positioned on a row.</param>
    /// <param name="projection">Which of its columns hold envelopes.</param>
    public RowEnvelopes(DbDataReader reader, EncryptedProjection projection)
    {
        IReadOnlyList<(int Ordinal, EncryptedStorage Storage)> columns = projection.In(reader);
        _slotOf = new int[reader.FieldCount];
        Array.Fill(_slotOf, -1);
        foreach ((int slot, (int ordinal, _)) in columns.Index())
            _slotOf[ordinal] = slot;
        _ordinals = [.. columns.Select(static column => column.Ordinal)];
        _storages = [.. columns.Select(static column => column.Storage)];
        _values = new object?[_ordinals.Length];
    }

    /// <summary>Forgets the row's values.</summary>
    public void Clear()
    {
        _fetched = 0;
        Array.Clear(_values);
    }

    /// <summary>A fetched value, null for NULL; <see langword="false"/> if the column is not among those fetched.</summary>
    public bool TryGet(int ordinal, out object? value)
    {
        int slot = (uint)ordinal < (uint)_slotOf.Length ? _slotOf[ordinal] : -1;
        bool known = slot >= 0 && slot < _fetched;
        value = known ? _values[slot] : null;
        return known;
    }

    /// <summary>Fetches what is not fetched yet and returns the first slot from a given one whose envelope's key is not open, else -1.</summary>
    /// <param name="reader">The reader, on the row.</param>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="from">The slot to begin with.</param>
    /// <param name="closed">The envelope found.</param>
    public int FindClosed(DbDataReader reader, KeyRing keyRing, int from, out ClosedEnvelope closed)
    {
        for (; _fetched < _ordinals.Length; _fetched++)
            _values[_fetched] = Fetch(reader, _fetched);
        for (int slot = from; slot < _values.Length; slot++)
        {
            if (_values[slot] is { } stored && keyRing.IsClosed(EnvelopeLayout.BytesOf(stored, _storages[slot]), out closed))
                return slot;
        }

        closed = default;
        return -1;
    }

    private object? Fetch(DbDataReader reader, int slot)
    {
        int ordinal = _ordinals[slot];
        if (reader.IsDBNull(ordinal))
            return null;
        return _storages[slot] == EncryptedStorage.Text ? reader.GetString(ordinal) : reader.GetFieldValue<byte[]>(ordinal);
    }
}
