using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace FieldCrypt.TestKit;

/// <summary>A key backend in memory: real AES-GCM wrapping, countable, breakable, and always asynchronous.</summary>
public sealed class MemoryKeyBackend : IKeyBackend
{
    private readonly ConcurrentDictionary<(string Key, string Version), byte[]> _keks;
    private readonly TrustedKeys _trusted;

    public MemoryKeyBackend(string provider = "memory")
        : this(provider, "test-kek", [], [])
    {
    }

    private MemoryKeyBackend(string provider, string keyName, ConcurrentDictionary<(string Key, string Version), byte[]> keks, string[] additionalKeys)
    {
        Provider = provider;
        KeyName = keyName;
        _keks = keks;
        _trusted = new TrustedKeys(keyName, additionalKeys);
        if (VersionCount == 0)
            Rotate();
    }

    public string Provider { get; }

    public string KeyName { get; }

    /// <summary>The length of the keys it makes.</summary>
    public int KeyLength { get; init; } = 32;

    public int GenerateCalls;
    public int WrapCalls;
    public int UnwrapCalls;

    /// <summary>Calls of any kind for the keys of branch key sets, which are counted in no other: two per context and process, and one more for each change by another.</summary>
    public int SetCalls;

    /// <summary>Thrown by every call while set.</summary>
    public FieldCryptException? Failure { get; set; }

    /// <summary>Awaited by every call.</summary>
    public Func<CancellationToken, Task> Delay { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Clear keys handed out, to look at after they should be gone.</summary>
    public ConcurrentBag<KeyMaterial> HandedOut { get; } = [];

    /// <summary>As <see cref="HandedOut"/>, the keys of branch key sets, which are not among those.</summary>
    public ConcurrentBag<KeyMaterial> SetKeysHandedOut { get; } = [];

    public bool KeyExists { get; init; } = true;

    public bool IsDisabled { get; set; }

    /// <summary>The ids of the keys that were asked to unwrap.</summary>
    public ConcurrentQueue<string> Unwrapped { get; } = [];

    private string Version => VersionCount.ToString(CultureInfo.InvariantCulture);

    private int VersionCount => _keks.Keys.Count(kek => kek.Key == KeyName);

    /// <summary>A backend of the same place under a key of it, which is made if need be.</summary>
    public MemoryKeyBackend UnderKey(string keyName, params string[] additionalKeys) => new(Provider, keyName, _keks, additionalKeys);

    /// <summary>Makes a new version of the key; earlier ones go on unwrapping.</summary>
    public void Rotate() => _keks.TryAdd((KeyName, (VersionCount + 1).ToString(CultureInfo.InvariantCulture)), RandomNumberGenerator.GetBytes(32));

    public KeyTrust Trusts(WrappedKey wrapped) => _trusted.Of(wrapped.KeyId);

    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Counter(ref GenerateCalls, context));
        await EnterAsync(cancellationToken);
        ThrowIfUnusable(KeyName);
        KeyMaterial key = KeyMaterial.Random(KeyLength);
        (IsSet(context) ? SetKeysHandedOut : HandedOut).Add(key);
        return new DataKey(key, Wrap(key, context));
    }

    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Counter(ref WrapCalls, context));
        await EnterAsync(cancellationToken);
        ThrowIfUnusable(KeyName);
        return Wrap(key, context);
    }

    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        TrustedKeys.Demand(this, wrapped);
        Interlocked.Increment(ref Counter(ref UnwrapCalls, context));
        Unwrapped.Enqueue(wrapped.KeyId);
        await EnterAsync(cancellationToken);
        ThrowIfUnusable(wrapped.KeyId);
        if (wrapped.Ciphertext.Length < 29 || !_keks.TryGetValue((wrapped.KeyId, wrapped.KeyVersion), out byte[]? kek))
            throw NotAuthentic(null);
        var key = new KeyMaterial(wrapped.Ciphertext.Length - 28);
        (IsSet(context) ? SetKeysHandedOut : HandedOut).Add(key);
        using var aes = new AesGcm(kek, 16);
        try
        {
            aes.Decrypt(wrapped.Ciphertext.AsSpan(0, 12), wrapped.Ciphertext.AsSpan(12, key.Length), wrapped.Ciphertext.AsSpan(^16..), key.Span, context.CanonicalBytes);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw NotAuthentic(exception);
        }

        return key;
    }

    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        if (!KeyExists)
            ThrowIfUnusable(KeyName);
        return new KeyDescription(Provider, KeyName, Version, IsDisabled ? KeyState.Disabled : KeyState.Enabled, null);
    }

    private static bool IsSet(EncryptionContext context) => context.Equals(BranchKeyBinding.SetContextOf(context.WithoutReserved()));

    private ref int Counter(ref int calls, EncryptionContext context)
    {
        if (IsSet(context))
            return ref SetCalls;
        return ref calls;
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        await Delay(cancellationToken);
        if (Failure is not null)
            throw Failure;
    }

    private void ThrowIfUnusable(string keyId)
    {
        if (!KeyExists)
            throw new FieldCryptException(FieldCryptError.KeyNotFound, $"There is no key {keyId}.") { KeyId = keyId };
        if (IsDisabled)
            throw new FieldCryptException(FieldCryptError.KeyDisabled, "The key is disabled.") { KeyId = keyId };
    }

    private FieldCryptException NotAuthentic(Exception? inner)
        => new(FieldCryptError.AuthenticationFailed, "Another context or a changed blob.", inner) { KeyId = KeyName };

    private WrappedKey Wrap(KeyMaterial key, EncryptionContext context)
    {
        byte[] blob = new byte[28 + key.Length];
        RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
        string version = Version;
        using var aes = new AesGcm(_keks[(KeyName, version)], 16);
        aes.Encrypt(blob.AsSpan(0, 12), key.Span, blob.AsSpan(12, key.Length), blob.AsSpan(^16..), context.CanonicalBytes);
        return new WrappedKey(Provider, KeyName, version, blob);
    }
}
