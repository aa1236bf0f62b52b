namespace FieldCrypt.TestKit;

/// <summary>One administrative operation: how it is called, how it fails, and what it is called in the audit trail.</summary>
/// <typeparam name="T">The administration.</typeparam>
/// <param name="Operation">Its name in the audit trail.</param>
/// <param name="Act">Calls it so that it succeeds.</param>
public sealed record AuditedOperation<T>(string Operation, Func<T, Task> Act)
{
    /// <summary>The public method, where the operation is not one that happens by itself.</summary>
    public string? Method { get; init; }

    /// <summary>What comes before it.</summary>
    public Func<T, Task> Prepare { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Calls it so that it fails with <see cref="Error"/>.</summary>
    public Func<T, Task>? Fail { get; init; }

    public FieldCryptError Error { get; init; } = FieldCryptError.KeyNotFound;
}
