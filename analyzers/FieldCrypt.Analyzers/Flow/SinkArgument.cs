using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>A value that a sink takes.</summary>
/// <param name="Expression">The value.</param>
/// <param name="Label">What the call names it: a template's placeholder, a tag's key, a parameter; empty when it does not.</param>
/// <param name="Mode">How the sink writes an object.</param>
internal readonly record struct SinkArgument(ExpressionSyntax Expression, string Label, PrintMode Mode);
