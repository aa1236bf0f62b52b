using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>
/// The names in one file's text, in code, comments and literals alike, each where it stands. The text is gone through once;
/// every question whether a file is worth a look, or where in it, is answered from here.
/// </summary>
internal sealed class FileNames
{
    private readonly string[] _names;
    private readonly int[] _starts;
    private readonly int[] _which;

    public FileNames(ReadOnlySpan<char> text)
    {
        var names = new List<string>();
        var starts = new List<int>();
        var which = new List<int>();
        var byHash = new Dictionary<int, int>();
        var found = new TextNames(text);
        while (found.MoveNext())
        {
            bool isKnown = byHash.TryGetValue(found.Hash, out int index);
            if (!isKnown || !found.Current.SequenceEqual(names[index].AsSpan()))
            {
                index = names.Count;
                names.Add(NamePool.Of(found.Current, found.Hash));
                if (!isKnown)
                    byHash.Add(found.Hash, index);
            }

            starts.Add(found.Start);
            which.Add(index);
        }

        _names = [.. names];
        _starts = [.. starts];
        _which = [.. which];
    }

    public static FileNames Of(SourceText text)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            text.CopyTo(0, buffer, 0, text.Length);
            return new FileNames(buffer.AsSpan(0, text.Length));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    /// <summary>Whether there is a name of a kind. Each name is asked about once, however often it stands there.</summary>
    public bool Any(Func<string, bool> isOfKind) => Array.Exists(_names, name => isOfKind(name));

    /// <summary>Where names of a kind stand.</summary>
    public NamePositions Where(Func<string, bool> isOfKind)
    {
        bool[]? chosen = null;
        for (int i = 0; i < _names.Length; i++)
        {
            if (isOfKind(_names[i]))
                (chosen ??= new bool[_names.Length])[i] = true;
        }

        if (chosen is null)
            return NamePositions.None;

        var positions = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < _starts.Length; i++)
        {
            if (chosen[_which[i]])
                positions.Add(_starts[i]);
        }

        return new NamePositions(positions.ToImmutable());
    }
}
