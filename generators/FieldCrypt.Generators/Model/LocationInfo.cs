using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Generators.Model;

/// <summary>A place in source that can be compared and that holds no syntax tree.</summary>
internal sealed record LocationInfo(string FilePath, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? From(Location? location)
        => location?.SourceTree is { } tree ? new(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : null;

    public Location ToLocation() => Location.Create(FilePath, Span, Lines);
}
