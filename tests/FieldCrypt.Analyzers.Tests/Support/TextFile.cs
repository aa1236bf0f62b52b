using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers.Tests;

/// <summary>An additional file held in memory.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
