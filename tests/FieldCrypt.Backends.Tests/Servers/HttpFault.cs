namespace FieldCrypt.Backends.Tests;

/// <summary>An answer that a server gives in place of its own.</summary>
internal sealed record HttpFault(int Status, string Body, string? Location = null);
