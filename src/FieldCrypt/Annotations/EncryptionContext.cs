using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace FieldCrypt;

/// <summary>
/// Named values that are authenticated with every ciphertext and that key policies and grants constrain: the
/// <i>encryption context</i> of AWS KMS. Not secret: it is logged in clear. Immutable and thread-safe.
/// </summary>
public sealed class EncryptionContext : IEquatable<EncryptionContext>
{
    /// <summary>The context without pairs.</summary>
    public static EncryptionContext Empty { get; } = new([]);

    private readonly KeyValuePair<string, string>[] _pairs;
    private readonly byte[] _canonicalBytes;
    private readonly string _text;

    private EncryptionContext(KeyValuePair<string, string>[] sorted)
    {
        _pairs = sorted;
        _canonicalBytes = Encode(sorted);
        _text = string.Join(',', sorted.Select(static pair => $"{pair.Key}={pair.Value}"));
    }

    /// <summary>The pairs, sorted by name (ordinal).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>
    /// The canonical form that enters the additional authenticated data: the number of pairs, then per pair, sorted by
    /// name, length and UTF-8 bytes of name and value; every number is 16 bits, big-endian (docs/format.md).
    /// </summary>
    public ReadOnlySpan<byte> CanonicalBytes => _canonicalBytes;

    /// <summary>Parses <c>Name=value</c> pairs separated by commas.</summary>
    /// <param name="text">The pairs; empty gives <see cref="Empty"/>.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidContext"/>: the text breaks the grammar.</exception>
    public static EncryptionContext Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? error = EncryptionContextGrammar.Parse(text, out KeyValuePair<string, string>[] pairs);
        return error is null ? Of(pairs) : throw Invalid(error);
    }

    /// <summary>
    /// Reads a context's text from bytes that were stored; null unless they are exactly what <see cref="ToString"/> gives, in
    /// UTF-8: one context has one text, so that nothing stored says the same twice.
    /// </summary>
    internal static EncryptionContext? TryReadText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? TryReadText(Encoding.UTF8.GetString(utf8)) : null;

    /// <summary>
    /// Reads a context's text that was stored; <see langword="null"/> unless it is exactly what <see cref="ToString"/> gives. For
    /// authors of branch key stores.
    /// </summary>
    /// <param name="text">The text; <see langword="null"/> and malformed texts give <see langword="null"/>.</param>
    public static EncryptionContext? TryReadText(string? text)
        => text is not null && EncryptionContextGrammar.Parse(text, out KeyValuePair<string, string>[] pairs) is null && Of(pairs) is { } context && context._text == text ? context : null;

    /// <summary>Makes a context of pairs in any order.</summary>
    /// <param name="pairs">At most 8 pairs of name (1 to 64 characters) and value (1 to 384 characters, no white space at either end); at most 2,048 characters as text.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidContext"/>: a pair breaks the grammar.</exception>
    public static EncryptionContext Create(params IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        string? error = EncryptionContextGrammar.Check(pairs);
        if (error is not null)
            throw Invalid(error);
        return Of(pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToArray());
    }

    /// <inheritdoc/>
    public bool Equals(EncryptionContext? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EncryptionContext);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The pairs as text, sorted by name; <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => _text;

    /// <summary>With FieldCrypt's own pairs, whose names begin with <see cref="EncryptionContextGrammar.ReservedPrefix"/>; the limits count the others only.</summary>
    internal EncryptionContext WithReserved(params ReadOnlySpan<KeyValuePair<string, string>> reserved)
        => Of([.. new List<KeyValuePair<string, string>>([.. _pairs, .. reserved]).OrderBy(static pair => pair.Key, StringComparer.Ordinal)]);

    /// <summary>Without FieldCrypt's own pairs: what a user wrote.</summary>
    internal EncryptionContext WithoutReserved()
        => Array.Exists(_pairs, IsReserved) ? Of(Array.FindAll(_pairs, static pair => !IsReserved(pair))) : this;

    private static bool IsReserved(KeyValuePair<string, string> pair)
        => pair.Key.StartsWith(EncryptionContextGrammar.ReservedPrefix, StringComparison.OrdinalIgnoreCase);

    private static EncryptionContext Of(KeyValuePair<string, string>[] sorted)
        => sorted.Length == 0 ? Empty : new EncryptionContext(sorted);

    private static FieldCryptException Invalid(string error)
        => new(FieldCryptError.InvalidContext, $"The encryption context is malformed: {error}. Write it as Name=value pairs separated by commas, for example \"Department=finance\".");

    private static byte[] Encode(KeyValuePair<string, string>[] pairs)
    {
        int size = 2 + pairs.Sum(static pair => 4 + Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));
        byte[] bytes = new byte[size];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)pairs.Length);
        int at = 2;
        foreach ((string name, string value) in pairs)
        {
            at += WritePrefixed(name, bytes.AsSpan(at));
            at += WritePrefixed(value, bytes.AsSpan(at));
        }

        return bytes;
    }

    private static int WritePrefixed(string text, Span<byte> destination)
    {
        int length = Encoding.UTF8.GetBytes(text, destination[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
        return 2 + length;
    }
}
