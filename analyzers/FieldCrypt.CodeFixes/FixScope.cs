using System.Threading;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.CodeFixes;

/// <summary>What an edit may ask about the code it changes.</summary>
internal readonly record struct FixScope(SemanticModel Model, FixTarget Target, CancellationToken Cancellation);
