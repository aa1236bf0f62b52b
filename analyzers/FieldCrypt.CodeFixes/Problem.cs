using Microsoft.CodeAnalysis;

namespace FieldCrypt.CodeFixes;

/// <summary>A diagnostic and the document it lies in.</summary>
internal readonly record struct Problem(Document Document, Diagnostic Diagnostic);
