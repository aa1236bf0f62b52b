using System;

namespace FieldCrypt.Analyzers;

/// <summary>What is known of names, for as many as fit. Thread-safe.</summary>
/// <param name="find">Finds the answer for a name; depends on the name alone.</param>
/// <param name="capacity">How many names are remembered.</param>
internal sealed class NameCache<TAnswer>(Func<string, TAnswer> find, int capacity = NameCache<TAnswer>.UsualCapacity)
{
    private const int UsualCapacity = 20_000;

    private readonly BoundedCache<string, TAnswer> _known = new(capacity, StringComparer.Ordinal);

    public int Count => _known.Count;

    public TAnswer Of(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;

        var found = find(name);
        _known.Add(name, found);
        return found;
    }
}
