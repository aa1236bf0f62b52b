namespace FieldCrypt;

/// <summary>
/// The one exception of FieldCrypt. Its message names column, key id and what to do next, and never holds a plaintext
/// or a key.
/// </summary>
public sealed class FieldCryptException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="error">The cause.</param>
    /// <param name="message">What happened and what to do next; no secret.</param>
    /// <param name="innerException">The exception behind it, if any; its message must hold no secret either.</param>
    public FieldCryptException(FieldCryptError error, string message, Exception? innerException = null)
        : base(message, innerException)
        => Error = error;

    /// <summary>The cause.</summary>
    public FieldCryptError Error { get; }

    /// <summary>The logical column, as <c>Table.Column</c>, where one is concerned.</summary>
    public string? Column { get; init; }

    /// <summary>The id of the branch key or key-encryption key, where one is concerned.</summary>
    public string? KeyId { get; init; }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Error is FieldCryptError.BackendUnavailable or FieldCryptError.BackendThrottled
        or FieldCryptError.BackendTimeout or FieldCryptError.KeyStoreUnavailable or FieldCryptError.AuditUnavailable;
}
