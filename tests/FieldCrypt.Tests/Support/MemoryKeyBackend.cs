using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FieldCrypt.Tests.Support;

/// <summary>A key backend in memory: real AES-GCM wrapping, countable, breakable, and always asynchronous.</summary>
public sealed class MemoryKeyBackend(string provider = "memory") : IKeyBackend
{
    private readonly byte[] _kek = RandomNumberGenerator.GetBytes(32);

    public string Provider { get; } = provider;

    public string KeyName => "test-kek";

    public int GenerateCalls;
    public int WrapCalls;
    public int UnwrapCalls;

    /// <summary>Thrown by every call while set.</summary>
    public FieldCryptException? Failure { get; set; }

    /// <summary>Awaited by every call.</summary>
    public Func<CancellationToken, Task> Delay { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Clear keys handed out, to look at after they should be gone.</summary>
    public ConcurrentBag<KeyMaterial> HandedOut { get; } = [];

    public async ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref GenerateCalls);
        await EnterAsync(cancellationToken);
        KeyMaterial key = KeyMaterial.Random(32);
        HandedOut.Add(key);
        return new DataKey(key, Wrap(key, context));
    }

    public async ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref WrapCalls);
        await EnterAsync(cancellationToken);
        return Wrap(key, context);
    }

    public async ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref UnwrapCalls);
        await EnterAsync(cancellationToken);
        var key = new KeyMaterial(32);
        HandedOut.Add(key);
        using var aes = new AesGcm(_kek, 16);
        try
        {
            aes.Decrypt(wrapped.Ciphertext.AsSpan(0, 12), wrapped.Ciphertext.AsSpan(12, 32), wrapped.Ciphertext.AsSpan(44), key.Span, context.CanonicalBytes);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new FieldCryptException(FieldCryptError.AuthenticationFailed, "Another context or a changed blob.", exception);
        }

        return key;
    }

    public async ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        return new KeyDescription(Provider, KeyName, "1", KeyState.Enabled, null);
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        await Delay(cancellationToken);
        if (Failure is not null)
            throw Failure;
    }

    private WrappedKey Wrap(KeyMaterial key, EncryptionContext context)
    {
        byte[] blob = new byte[60];
        RandomNumberGenerator.Fill(blob.AsSpan(0, 12));
        using var aes = new AesGcm(_kek, 16);
        aes.Encrypt(blob.AsSpan(0, 12), key.Span, blob.AsSpan(12, 32), blob.AsSpan(44), context.CanonicalBytes);
        return new WrappedKey(Provider, KeyName, "1", blob);
    }
}
