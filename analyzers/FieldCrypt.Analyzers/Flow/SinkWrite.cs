using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>A value that reaches a sink.</summary>
/// <param name="Rule">The sink's rule.</param>
/// <param name="Expression">The part of the argument that carries the value.</param>
/// <param name="Flow">What the value holds.</param>
/// <param name="Via">The method called, for the message.</param>
internal readonly record struct SinkWrite(DiagnosticDescriptor Rule, ExpressionSyntax Expression, ValueFlow Flow, string Via);
