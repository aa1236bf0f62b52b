using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>A parameter that a method writes to a sink, and the rule that guards it.</summary>
internal readonly record struct SinkParameter(int Ordinal, DiagnosticDescriptor Rule);
