using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>Where in a file names of a kind begin.</summary>
/// <param name="Starts">Positions in characters, ascending.</param>
internal readonly record struct NamePositions(ImmutableArray<int> Starts)
{
    public static NamePositions None { get; } = new(ImmutableArray<int>.Empty);

    public bool IsEmpty => Starts.IsEmpty;

    public bool AreIn(TextSpan span)
    {
        int first = Starts.BinarySearch(span.Start);
        return first >= 0 || (~first < Starts.Length && Starts[~first] < span.End);
    }
}
