using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>A parameter that a method writes to a sink.</summary>
/// <param name="Ordinal">Its position.</param>
/// <param name="Rule">The rule that guards the sink.</param>
/// <param name="Mode">How an object given for it is written.</param>
internal readonly record struct SinkParameter(int Ordinal, DiagnosticDescriptor Rule, PrintMode Mode);
