namespace FieldCrypt;

/// <summary>
/// Where an embedded key store's root key comes from: a passphrase, a key file, an environment variable, or shares of
/// custodians. The root key wraps every key-encryption key of the store; it is never stored in it. Thread-safe; immutable,
/// apart from shares, which are zeroed once they opened the store.
/// </summary>
public abstract class RootKeySource
{
    /// <summary>The length of a root key: 32 bytes.</summary>
    internal const int KeyLength = RootKeyShare.ValueLength;

    private protected RootKeySource()
    {
    }

    /// <summary>The kind of source, as it stands in the store's file.</summary>
    internal abstract string Kind { get; }

    /// <summary>What tells people which source this is; no secret.</summary>
    internal abstract string Description { get; }

    /// <summary>The path of the key file; null for other sources.</summary>
    internal virtual string? KeyFilePath => null;

    /// <summary>
    /// A passphrase, stretched by PBKDF2-HMAC-SHA-512 (NIST SP 800-132) under a random salt. It is asked for each time
    /// the store is opened and not kept.
    /// </summary>
    /// <param name="passphrase">Gives the passphrase, for example from a prompt or a secret manager; at least 8 characters, better 6 random words.</param>
    /// <param name="iterations">PBKDF2 iterations for a new root key, 210,000 to 10,000,000; an existing store keeps its own.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: iterations out of range.</exception>
    public static RootKeySource FromPassphrase(Func<string> passphrase, int iterations = PassphraseRootKey.DefaultIterations)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return new PassphraseRootKey(_ => PassphraseRootKey.Utf8(passphrase()), iterations);
    }

    /// <summary>
    /// A passphrase as characters, asked for each time the store is opened. The array is zeroed at once when it was read,
    /// whether it opens the store or not: give a new one each time.
    /// </summary>
    /// <param name="passphrase">Gives the passphrase, at least 8 characters, in an array that is zeroed.</param>
    /// <param name="iterations">PBKDF2 iterations for a new root key, 210,000 to 10,000,000; an existing store keeps its own.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: iterations out of range.</exception>
    public static RootKeySource FromPassphrase(Func<char[]> passphrase, int iterations = PassphraseRootKey.DefaultIterations)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return new PassphraseRootKey(_ => PassphraseRootKey.Utf8AndClear(passphrase()), iterations);
    }

    /// <summary>
    /// A passphrase as characters that the caller zeroes, for one opening of one store: a copy is held in pinned memory until
    /// then, and zeroed at once when it was used, whether it opens the store or not.
    /// </summary>
    /// <param name="passphrase">The passphrase, at least 8 characters.</param>
    /// <param name="iterations">PBKDF2 iterations for a new root key, 210,000 to 10,000,000; an existing store keeps its own.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: iterations out of range.</exception>
    public static RootKeySource FromPassphrase(ReadOnlySpan<char> passphrase, int iterations = PassphraseRootKey.DefaultIterations)
    {
        PassphraseRootKey.CheckIterations(iterations);
        return new PassphraseRootKey(PassphraseRootKey.Utf8(passphrase), iterations);
    }

    /// <summary>
    /// A file with the root key, readable by its owner only (mode 0600). It is made with the store; opening refuses one
    /// that others may read.
    /// </summary>
    /// <param name="path">The path; relative ones count from the current directory.</param>
    public static RootKeySource FromKeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new KeyFileRootKey(Path.GetFullPath(path));
    }

    /// <summary>An environment variable with 32 random bytes in base64, for example of <c>openssl rand -base64 32</c>.</summary>
    /// <param name="name">The variable's name.</param>
    public static RootKeySource FromEnvironmentVariable(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new EnvironmentVariableRootKey(name);
    }

    /// <summary>
    /// Shares of a root key that is split among custodians: the store stays locked until as many as needed gave theirs to
    /// <see cref="EmbeddedKeyStore.UnlockAsync(RootKeyShare, CancellationToken)"/>. Use an object of its own for each store.
    /// </summary>
    public static RootKeySource FromShares() => new SharedRootKey(newSet: null);

    /// <summary>A new root key that is split among custodians: to make a store, or for <see cref="EmbeddedKeyStore.ChangeRootKeyAsync"/>.</summary>
    /// <param name="newSet">The share set; it may be disposed once the store is under it.</param>
    public static RootKeySource FromShares(RootKeyShareSet newSet)
    {
        ArgumentNullException.ThrowIfNull(newSet);
        return new SharedRootKey(newSet);
    }

    /// <summary>
    /// Shares of custodians that are at hand all at once: to show again who holds the root key, for
    /// <see cref="EmbeddedKeyStore.ResetKeyPolicyAsync"/>, or to open a store.
    /// </summary>
    /// <param name="shares">The shares, as many as open the store. They are zeroed; copies are held until they are put together.</param>
    public static RootKeySource FromShares(IEnumerable<RootKeyShare> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var source = new SharedRootKey(newSet: null);
        foreach (RootKeyShare share in shares)
        {
            source.Provide(share);
            share.Dispose();
        }

        return source;
    }

    /// <summary>Parameters for a new root key of this source, as they stand in the store's file.</summary>
    internal virtual byte[] CreateParameters() => [];

    /// <summary>Makes or reads the root key; the caller disposes it.</summary>
    /// <param name="parameters">What <see cref="CreateParameters"/> gave when the root key was made.</param>
    /// <param name="storePath">The store, for messages.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreRootKeyUnavailable"/>, <see cref="FieldCryptError.KeyStoreCorrupt"/>.</exception>
    internal abstract KeyMaterial GetKey(ReadOnlySpan<byte> parameters, string storePath);

    /// <summary>The kind of source, without a secret.</summary>
    public override string ToString() => Description;

    /// <summary>Reads 32 bytes in base64; null if the text is anything else.</summary>
    private protected static KeyMaterial? TryDecode(ReadOnlySpan<char> base64)
    {
        using var decoded = new KeyMaterial(KeyLength + 2);
        return Convert.TryFromBase64Chars(base64.Trim(), decoded.Span, out int length) && length == KeyLength
            ? KeyMaterial.CopyOf(decoded.Span[..KeyLength])
            : null;
    }
}
