namespace FieldCrypt;

/// <summary>The messages about envelopes, in one place. None shows a plaintext; of stored bytes at most the first two.</summary>
internal static class EnvelopeErrors
{
    public static FieldCryptException Structure(FieldCryptError error, ReadOnlySpan<byte> bytes, string? column)
    {
        string where = column is null ? "The value" : $"The value stored in {column}";
        string message = error switch
        {
            FieldCryptError.NotAnEnvelope =>
                $"{where} ({bytes.Length} bytes) is no FieldCrypt envelope: it does not start with FC 45. It is plaintext from before encryption, or another program wrote it. Find such rows by their first bytes and encrypt them by reading them unencrypted and saving them again.",
            FieldCryptError.EnvelopeTruncated =>
                $"{where} ({bytes.Length} bytes) is a truncated FieldCrypt envelope. The column is too short for its envelopes, or the value was cut on its way. Widen the column and restore the value from a backup.",
            FieldCryptError.EnvelopeVersionUnsupported =>
                $"{where} is a FieldCrypt envelope of format version {bytes[2] >> 4}, suite {bytes[2] & 0x0F}, flags {bytes[3] >> 5}, value kind {bytes[3] & EnvelopeFormat.KindMask}, which this release does not read. Update FieldCrypt to the release that wrote it, or newer.",
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };
        return new FieldCryptException(error, message) { Column = column };
    }

    /// <summary>The column is not known where the key is opened; the message is wrapped in one that names it.</summary>
    public static FieldCryptException MalformedSection(BranchKeyId keyId) => new(
        FieldCryptError.EnvelopeMalformed,
        $"The wrapped data key that a direct envelope carries (key {keyId}) is not as FieldCrypt writes it: the value was changed. No key is opened for it; restore it from a backup.")
    { KeyId = keyId.ToString() };

    /// <param name="column">The column.</param>
    /// <param name="suite">The envelope's suite.</param>
    /// <param name="option">The option that would read it.</param>
    public static FieldCryptException SuiteRefused(string? column, EnvelopeSuite suite, string option) => new(
        FieldCryptError.EnvelopeSuiteRefused,
        $"{(column is null ? "The value" : $"The value stored in {column}")} is an envelope with a {(suite == EnvelopeSuite.Direct ? "direct" : "hierarchical")} data key, and this key ring does not read such envelopes. After a change of KeyRingOptions.DataKeys set KeyRingOptions.{option} until all rows are re-encrypted; otherwise another program wrote it.")
    { Column = column };

    public static FieldCryptException AuthenticationFailed(string column, BranchKeyId keyId) => new(
        FieldCryptError.AuthenticationFailed,
        $"The value stored in {column} fails authentication under key {keyId}: it was changed, or moved here from another column. It is not decrypted; restore it from a backup.")
    { Column = column, KeyId = keyId.ToString() };

    public static FieldCryptException CommitmentMismatch(string column, BranchKeyId keyId) => new(
        FieldCryptError.KeyCommitmentMismatch,
        $"The value stored in {column} was not written with key {keyId} as the key store holds it: the envelope's key id, salt or commitment was changed, or the key store's entry was replaced. It is not decrypted; compare the key store with its backup.")
    { Column = column, KeyId = keyId.ToString() };

    public static FieldCryptException ContextMismatch(string column, EncryptionContext expected, EncryptionContext actual, BranchKeyId keyId) => new(
        FieldCryptError.EncryptionContextMismatch,
        $"The value stored in {column} was written under the encryption context \"{actual}\" (key {keyId}), but the property names \"{expected}\". It was moved here, or the attribute's Context was changed: restore the Context, or read the column with the old one and save it with the new one.")
    { Column = column, KeyId = keyId.ToString() };

    public static FieldCryptException TypeMismatch(string column, ValueKind expected, ValueKind actual) => new(
        FieldCryptError.TypeMismatch,
        $"The value stored in {column} was written as {actual}, but the property now holds {expected}. Change the property's type back, or read it with the old type and save it again.")
    { Column = column };

    public static FieldCryptException ValueTooLarge(string column, long length) => new(
        FieldCryptError.ValueTooLarge,
        $"A value for {column} is {length} bytes long with padding; an encrypted column holds at most {EnvelopeFormat.MaximumPlaintextLength} bytes. Nothing was written. Store large content outside the column.")
    { Column = column };

    public static FieldCryptException ValueNotSupported(string column, string reason) => new(
        FieldCryptError.ValueNotSupported,
        $"A value for {column} cannot be stored exactly: {reason}. Nothing was written.")
    { Column = column };

    public static FieldCryptException Malformed(string column, ValueKind kind, BranchKeyId keyId) => new(
        FieldCryptError.TypeMismatch,
        $"The value stored in {column} under key {keyId} is authentic, but not a {kind} as FieldCrypt encodes it: another program wrote it.")
    { Column = column, KeyId = keyId.ToString() };

    /// <summary>The key of an envelope failed to open: the same cause, now with the column. A new exception each time, since several rows share the failure.</summary>
    public static FieldCryptException KeyNotOpened(string column, FieldCryptException failure) => new(
        failure.Error,
        $"The value stored in {column} cannot be read: {failure.Message}",
        failure)
    { Column = column, KeyId = failure.KeyId };
}
