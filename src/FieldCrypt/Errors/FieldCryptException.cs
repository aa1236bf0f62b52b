namespace FieldCrypt;

/// <summary>
/// The one exception of FieldCrypt. Its message names column, key id and what to do next, and never holds a plaintext
/// or a key. Message and names may hold what somebody stored: they are bounded in length, and control characters and the
/// like are replaced by U+FFFD.
/// </summary>
public sealed class FieldCryptException : Exception
{
    private const int MaximumMessage = 4096;
    private const int MaximumName = 2048;

    /// <summary>Makes an exception.</summary>
    /// <param name="error">The cause.</param>
    /// <param name="message">What happened and what to do next; no secret.</param>
    /// <param name="innerException">The exception behind it, if any; its message must hold no secret either.</param>
    public FieldCryptException(FieldCryptError error, string message, Exception? innerException = null)
        : base(StoredText.Clean(message, MaximumMessage), innerException)
        => Error = error;

    /// <summary>The cause.</summary>
    public FieldCryptError Error { get; }

    /// <summary>The logical column, as <c>Table.Column</c>, where one is concerned.</summary>
    public string? Column
    {
        get;
        init => field = value is null ? null : StoredText.Clean(value, MaximumName);
    }

    /// <summary>The id of the branch key or key-encryption key, where one is concerned.</summary>
    public string? KeyId
    {
        get;
        init => field = value is null ? null : StoredText.Clean(value, MaximumName);
    }

    /// <summary>Whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Error is FieldCryptError.BackendUnavailable or FieldCryptError.BackendThrottled
        or FieldCryptError.BackendTimeout or FieldCryptError.KeyStoreUnavailable or FieldCryptError.AuditUnavailable;

    /// <summary>Refuses an option that is out of its range. For authors of key backends.</summary>
    /// <param name="isValid">Whether it is in its range.</param>
    /// <param name="option">The option's full name, such as <c>AwsKmsOptions.KeyId</c>.</param>
    /// <param name="expected">What it must be, as in "1 to 64".</param>
    /// <param name="error">The cause: <see cref="FieldCryptError.NotConfigured"/> or <see cref="FieldCryptError.InvalidArgument"/>.</param>
    /// <exception cref="FieldCryptException">It is not valid.</exception>
    public static void ThrowUnlessValid(bool isValid, string option, string expected, FieldCryptError error = FieldCryptError.NotConfigured)
    {
        if (!isValid)
            throw new FieldCryptException(error, $"{option} must be {expected}.");
    }
}
