using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// One custodian's share of a root key that is split M of N. As long as the key itself; alone it tells nothing of it
/// (PCI DSS 3.6.1.2, 3.7.6). It holds a secret: dispose it, and never log its text.
/// </summary>
/// <remarks>
/// Bytes (docs/format-embedded.md): version 1, share set id 8, threshold 1, number 1, value 32, then the first 4 bytes of
/// the SHA-256 of all that, which tells slips of the pen. As text: <c>FCSHARE-</c> and 94 hexadecimal digits in groups.
/// Reading is thread-safe.
/// </remarks>
public sealed class RootKeyShare : IDisposable
{
    /// <summary>As long as the root key.</summary>
    internal const int ValueLength = 32;
    private const byte Version = 1;
    private const int BodyLength = 1 + 8 + 1 + 1 + ValueLength;
    private const int Length = BodyLength + 4;
    private const int GroupLength = 8;
    private const string Prefix = "FCSHARE-";

    internal RootKeyShare(ulong setId, byte threshold, byte number, KeyMaterial value)
    {
        SetNumber = setId;
        Threshold = threshold;
        Number = number;
        Value = value;
    }

    /// <summary>The set it belongs to, 16 hexadecimal digits; all shares of one splitting have the same.</summary>
    public string SetId => SetNumber.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How many shares open the key store.</summary>
    public int Threshold { get; }

    /// <summary>The share's number in its set, from 1.</summary>
    public byte Number { get; }

    internal ulong SetNumber { get; }

    internal KeyMaterial Value { get; }

    /// <summary>Reads a share as a custodian enters it; white space, hyphens and case do not matter.</summary>
    /// <param name="text">The text that <see cref="RevealText"/> gave.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyStoreRootKeyUnavailable"/>: no share, of a newer release, or mistyped.</exception>
    public static RootKeyShare Parse(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Trim();
        if (!trimmed.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            throw Unreadable($"it does not begin with {Prefix}");

        Span<char> digits = stackalloc char[Length * 2];
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> hash = stackalloc byte[32];
        try
        {
            int count = 0;
            foreach (char c in trimmed[Prefix.Length..])
            {
                if (c == '-' || char.IsWhiteSpace(c))
                    continue;
                if (count == digits.Length || !char.IsAsciiHexDigit(c))
                    throw Unreadable($"it is not {digits.Length} hexadecimal digits behind {Prefix}");
                digits[count++] = c;
            }

            if (count != digits.Length)
                throw Unreadable($"it has {count} of {digits.Length} hexadecimal digits");
            Convert.FromHexString(digits, bytes, out _, out _);
            SHA256.HashData(bytes[..BodyLength], hash);
            if (!hash[..4].SequenceEqual(bytes[BodyLength..]))
                throw Unreadable("its check digits do not fit: a digit was mistyped");
            if (bytes[0] != Version)
                throw Unreadable($"it is of version {bytes[0]}, which this release does not read");
            return new RootKeyShare(BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]), bytes[9], bytes[10], KeyMaterial.CopyOf(bytes.Slice(11, ValueLength)));
        }
        finally
        {
            digits.Clear();
            bytes.Clear();
            hash.Clear();
        }
    }

    /// <summary>The share as text for its custodian, and for nobody else; clear the array once it is shown.</summary>
    /// <exception cref="ObjectDisposedException">The share was disposed.</exception>
    public char[] RevealText()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> hash = stackalloc byte[32];
        Span<char> digits = stackalloc char[Length * 2];
        try
        {
            bytes[0] = Version;
            BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], SetNumber);
            bytes[9] = (byte)Threshold;
            bytes[10] = Number;
            Value.Span.CopyTo(bytes[11..]);
            SHA256.HashData(bytes[..BodyLength], hash);
            hash[..4].CopyTo(bytes[BodyLength..]);
            Convert.TryToHexStringLower(bytes, digits, out _);

            char[] text = new char[Prefix.Length + digits.Length + ((digits.Length - 1) / GroupLength)];
            Prefix.CopyTo(text);
            int at = Prefix.Length;
            for (int i = 0; i < digits.Length; i++)
            {
                if (i > 0 && i % GroupLength == 0)
                    text[at++] = '-';
                text[at++] = digits[i];
            }

            return text;
        }
        finally
        {
            bytes.Clear();
            hash.Clear();
            digits.Clear();
        }
    }

    /// <summary>Zeroes the share.</summary>
    public void Dispose() => Value.Dispose();

    /// <summary>Number, threshold and set; not the share.</summary>
    public override string ToString() => $"share {Number} of set {SetId} ({Threshold} open it)";

    internal RootKeyShare Copy() => new(SetNumber, (byte)Threshold, Number, KeyMaterial.CopyOf(Value.Span));

    private static FieldCryptException Unreadable(string why)
        => new(FieldCryptError.KeyStoreRootKeyUnavailable, $"The text is no share of a root key: {why}. Enter it again as it was handed out; nothing was changed.");
}
