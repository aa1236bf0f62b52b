using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>
/// What two entries of one row have in common: an owned type in its owner's table, or entities that split one table,
/// are several entries with the same key.
/// </summary>
internal readonly struct RowIdentity : IEquatable<RowIdentity>
{
    private readonly IUpdateEntry? _entry;
    private readonly object?[] _key;

    private RowIdentity(IUpdateEntry? entry, object?[] key)
    {
        _entry = entry;
        _key = key;
    }

    public static RowIdentity Of(IUpdateEntry entry, ITable? table)
    {
        if (table is not { IsShared: true } || entry.EntityType.FindPrimaryKey() is not { } key)
            return new RowIdentity(entry, []);
        return new RowIdentity(null, [.. key.Properties.Select(entry.GetCurrentValue)]);
    }

    public bool Equals(RowIdentity other) => ReferenceEquals(_entry, other._entry) && _key.AsSpan().SequenceEqual(other._key);

    public override bool Equals(object? obj) => obj is RowIdentity other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_entry is null ? 0 : RuntimeHelpers.GetHashCode(_entry));
        foreach (object? value in _key)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
