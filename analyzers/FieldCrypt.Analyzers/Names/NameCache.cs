using System;
using System.Collections.Concurrent;
using System.Threading;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What is known of names, for as many as fit: a long-lived compiler server sees names without end. A full cache starts
/// anew. Thread-safe.
/// </summary>
/// <param name="find">Finds the answer for a name; depends on the name alone.</param>
/// <param name="capacity">How many names are remembered.</param>
internal sealed class NameCache<TAnswer>(Func<string, TAnswer> find, int capacity = NameCache<TAnswer>.UsualCapacity)
{
    private const int UsualCapacity = 20_000;

    private readonly ConcurrentDictionary<string, TAnswer> _known = new(StringComparer.Ordinal);
    private int _count;

    public int Count => _known.Count;

    public TAnswer Of(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;

        var found = find(name);
        // Counted apart: the dictionary's own count locks all of it.
        if (_known.TryAdd(name, found) && Interlocked.Increment(ref _count) > capacity)
            Empty();

        return found;
    }

    private void Empty()
    {
        lock (_known)
        {
            if (_count > capacity)
            {
                _known.Clear();
                Volatile.Write(ref _count, 0);
            }
        }
    }
}
