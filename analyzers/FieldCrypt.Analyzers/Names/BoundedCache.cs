using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace FieldCrypt.Analyzers;

/// <summary>Remembers as much as fits and then starts anew: a long-lived compiler server sees names without end. Thread-safe.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity, IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _known = new(comparer);
    private int _count;

    public int Count => _known.Count;

    public bool TryGetValue(TKey key, out TValue value) => _known.TryGetValue(key, out value!);

    /// <summary>Remembers a value, unless there is one for the key.</summary>
    public void Add(TKey key, TValue value)
    {
        // Counted apart: the dictionary's own count locks all of it.
        if (_known.TryAdd(key, value) && Interlocked.Increment(ref _count) > capacity)
            StartAnew();
    }

    private void StartAnew()
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
