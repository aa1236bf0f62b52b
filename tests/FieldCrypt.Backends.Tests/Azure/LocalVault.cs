using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Core.Cryptography;

namespace FieldCrypt.Backends.Tests;

/// <summary>
/// Stands in for Azure.Security.KeyVault.Keys: resolves and wraps as its KeyResolver and CryptographyClient do, with the
/// errors of the Key Vault REST reference, under RSA and AES keys of its own.
/// </summary>
internal sealed class LocalVault : IKeyEncryptionKeyResolver
{
    public const string KeyId = "https://shop.vault.azure.net/keys/cards-kek";

    /// <summary>A key in somebody else's vault that the credential may use.</summary>
    public const string OtherKeyId = "https://stranger.vault.azure.net/keys/theirs";

    // Costly to make, so shared by all vaults; versions that follow each other have different ones.
    private static readonly Lazy<RSA>[] s_rsa = [new(static () => RSA.Create(2048)), new(static () => RSA.Create(2048))];

    private readonly ConcurrentDictionary<string, Version> _versions = new();
    private readonly ConcurrentDictionary<string, string> _current = new();
    private TaskCompletionSource? _stalled;

    public LocalVault()
    {
        Rotate();
        Rotate(OtherKeyId);
    }

    public TaskCompletionSource CallWaits { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestFailedException? Fault { get; set; }

    public int Resolved { get; private set; }

    public bool Disabled { get; set; }

    /// <summary>The arrays that keys were handed over in.</summary>
    public ConcurrentBag<byte[]> HandedOut { get; } = [];

    /// <summary>The identifiers that were resolved.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Rotate(string keyId = KeyId)
    {
        string version = $"{keyId}/{Guid.NewGuid():N}";
        _versions[version] = new Version(this, version, s_rsa[_versions.Count % s_rsa.Length].Value);
        _current[keyId] = version;
    }

    public void Stall()
    {
        CallWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        _stalled?.TrySetResult();
        _stalled = null;
    }

    public IKeyEncryptionKey Resolve(string keyId, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Blocking call.");

    public async Task<IKeyEncryptionKey> ResolveAsync(string keyId, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        Resolved++;
        Requests.Enqueue(keyId);
        return _versions.TryGetValue(_current.GetValueOrDefault(keyId, keyId), out Version? key) ? key : throw new RequestFailedException(404, "A key with this name was not found.", "KeyNotFound", null);
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_stalled is { } stalled)
        {
            CallWaits.TrySetResult();
            await stalled.Task.WaitAsync(cancellationToken);
        }

        if (Fault is not null)
            throw Fault;
    }

    private sealed class Version(LocalVault vault, string keyId, RSA rsa) : IKeyEncryptionKey
    {
        private readonly byte[] _aes = RandomNumberGenerator.GetBytes(32);

        public string KeyId => keyId;

        public byte[] WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Blocking call.");

        public byte[] UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Blocking call.");

        public async Task<byte[]> WrapKeyAsync(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
        {
            await UseAsync(cancellationToken);
            using Aes aes = Kek();
            lock (rsa)
                return algorithm == "RSA-OAEP-256" ? rsa.Encrypt(key.Span, RSAEncryptionPadding.OaepSHA256) : aes.EncryptKeyWrapPadded(key.Span);
        }

        public async Task<byte[]> UnwrapKeyAsync(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default)
        {
            await UseAsync(cancellationToken);
            try
            {
                using Aes aes = Kek();
                byte[] key;
                lock (rsa)
                    key = algorithm == "RSA-OAEP-256" ? rsa.Decrypt(encryptedKey.Span, RSAEncryptionPadding.OaepSHA256) : aes.DecryptKeyWrapPadded(encryptedKey.Span);
                vault.HandedOut.Add(key);
                return key;
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                throw new RequestFailedException(400, "The parameter is incorrect.", "BadParameter", exception);
            }
        }

        private async Task UseAsync(CancellationToken cancellationToken)
        {
            await vault.PassAsync(cancellationToken);
            if (vault.Disabled)
                throw new RequestFailedException(403, "Operation is not allowed on a disabled key. innererror: KeyDisabled", "Forbidden", null);
        }

        private Aes Kek()
        {
            var aes = Aes.Create();
            aes.Key = _aes;
            return aes;
        }
    }
}
