using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// PBKDF2-HMAC-SHA-512 (NIST SP 800-132, RFC 8018). Parameters in the store: 4 bytes iterations, big-endian, and 32
/// bytes salt. Passphrase: UTF-8 as typed, without normalization.
/// </summary>
internal sealed class PassphraseRootKey : RootKeySource, IDisposable
{
    public const int DefaultIterations = 600_000;
    public const int MinimumIterations = 210_000;
    public const int MaximumIterations = 10_000_000;
    private const int MinimumCharacters = 8;
    private const int SaltLength = 32;

    private readonly Func<string, KeyMaterial?> _passphrase;
    private readonly int _iterations;
    private KeyMaterial? _held;

    /// <summary>Asks for the passphrase each time; the argument is the store's path.</summary>
    public PassphraseRootKey(Func<string, KeyMaterial?> passphrase, int iterations)
    {
        CheckIterations(iterations);
        _passphrase = passphrase;
        _iterations = iterations;
    }

    /// <summary>Holds the passphrase for one use.</summary>
    public PassphraseRootKey(KeyMaterial? passphrase, int iterations)
    {
        bool isLongEnough = passphrase is not null;
        _held = passphrase;
        _passphrase = storePath => isLongEnough ? TakeHeld(storePath) : null;
        _iterations = iterations;
    }

    internal override string Kind => "passphrase";

    internal override string Description => "a passphrase";

    /// <summary>The passphrase as UTF-8; null if it is shorter than allowed.</summary>
    public static KeyMaterial? Utf8(ReadOnlySpan<char> passphrase)
    {
        if (passphrase.Length < MinimumCharacters)
            return null;
        var bytes = new KeyMaterial(Encoding.UTF8.GetByteCount(passphrase));
        Encoding.UTF8.GetBytes(passphrase, bytes.Span);
        return bytes;
    }

    /// <summary>As <see cref="Utf8"/>, and zeroes the characters.</summary>
    public static KeyMaterial? Utf8AndClear(char[] passphrase)
    {
        try
        {
            return Utf8(passphrase);
        }
        finally
        {
            Array.Clear(passphrase);
        }
    }

    public static void CheckIterations(int iterations)
    {
        if (iterations is < MinimumIterations or > MaximumIterations)
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"PBKDF2 iterations must be {MinimumIterations} to {MaximumIterations}.");
    }

    /// <summary>Zeroes a passphrase that is held and was not used.</summary>
    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Dispose();

    internal override byte[] CreateParameters()
    {
        byte[] parameters = new byte[4 + SaltLength];
        BinaryPrimitives.WriteInt32BigEndian(parameters, _iterations);
        RandomNumberGenerator.Fill(parameters.AsSpan(4));
        return parameters;
    }

    internal override KeyMaterial GetKey(ReadOnlySpan<byte> parameters, string storePath)
    {
        if (parameters.Length != 4 + SaltLength || BinaryPrimitives.ReadInt32BigEndian(parameters) is not (>= MinimumIterations and <= MaximumIterations and int iterations))
            throw KeyStoreErrors.Corrupt(storePath, "its passphrase parameters are out of range");

        using KeyMaterial passphrase = Ask(storePath)
            ?? throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the passphrase given is empty or shorter than {MinimumCharacters} characters", "Give the store's passphrase.");
        var key = new KeyMaterial(KeyLength);
        Rfc2898DeriveBytes.Pbkdf2(passphrase.Span, parameters[4..], key.Span, iterations, HashAlgorithmName.SHA512);
        return key;
    }

    private KeyMaterial TakeHeld(string storePath) => Interlocked.Exchange(ref _held, null)
        ?? throw KeyStoreErrors.RootKeyUnavailable(storePath, "the passphrase was given for one opening, was used and zeroed", "Give it anew, or as a callback that is asked each time.");

    private KeyMaterial? Ask(string storePath)
    {
        try
        {
            return _passphrase(storePath);
        }
        catch (Exception exception) when (exception is not FieldCryptException)
        {
            throw KeyStoreErrors.RootKeyUnavailable(storePath, $"the application's passphrase callback failed ({exception.GetType().Name})", "See the inner exception.", exception);
        }
    }
}
