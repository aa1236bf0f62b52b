using System.ComponentModel.DataAnnotations.Schema;

namespace FieldCrypt;

/// <summary>
/// Marks a property or mapped field that is stored only as ciphertext.
/// </summary>
/// <remarks>
/// It derives from <see cref="NotMappedAttribute"/>: a mapper that was not set up for FieldCrypt has no column for the
/// property, so it cannot store it as plaintext. <c>UseFieldCrypt</c> maps the property back, as ciphertext.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class EncryptedAttribute : NotMappedAttribute
{
    /// <summary>
    /// The encryption context as comma-separated <c>Name=value</c> pairs, for example <c>"Department=finance"</c>.
    /// It is authenticated, limits which grants and key policies open the value, and is logged in clear: keep personal
    /// data out of it. <see langword="null"/> takes the default of the class or assembly
    /// (<see cref="EncryptionContextAttribute"/>), else the empty context. The grammar is checked at compile time.
    /// </summary>
    public string? Context { get; set; }

    /// <summary>
    /// Whether equality queries are answered from a blind index (HMAC-SHA-256 truncated to 16 bytes) beside the
    /// ciphertext. An index shows which rows hold equal values; set it only where you search.
    /// </summary>
    public bool Searchable { get; set; }

    /// <summary>
    /// The column part of the logical name that the ciphertext is bound to; <see langword="null"/> takes the member's
    /// name. Set it to the old name when a member is renamed, so that existing values stay readable.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>How the envelope is stored: as bytes, or as base64url text for schemas that cannot change.</summary>
    public EncryptedStorage Storage { get; set; }

    /// <summary>
    /// Pads the encoded plaintext to a multiple of this many bytes (ISO/IEC 7816-4 padding) so that, for example, PANs
    /// of 15 and 16 digits have envelopes of one length. 0, the default, means no padding; at most 4096.
    /// </summary>
    public int PadTo { get; set; }
}
