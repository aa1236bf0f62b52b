using System.ComponentModel.DataAnnotations;
using FieldCrypt;

namespace CardVault.Cards;

/// <summary>A payment card at rest. What PCI DSS calls cardholder data is ciphertext in the database; the rest is not.</summary>
public sealed class Card
{
    /// <summary>The row's own key.</summary>
    public int Id { get; set; }

    /// <summary>The id in the imported file.</summary>
    public int SourceId { get; set; }

    [MaxLength(50)]
    public string CardType { get; set; } = "";

    /// <summary>The primary account number. Padded, so that numbers of 14 to 19 digits lie in envelopes of one length.</summary>
    [Encrypted(Context = "Department=finance", PadTo = 20)]
    public string Pan { get; set; } = "";

    [Encrypted(Context = "Department=finance")]
    public string? Holder { get; set; }

    [Encrypted(Context = "Department=finance")]
    public byte ExpiryMonth { get; set; }

    [Encrypted(Context = "Department=finance")]
    public short ExpiryYear { get; set; }

    public DateTime ModifiedDate { get; set; }

    /// <summary>Whether every imported value is the same.</summary>
    public bool HasSameValuesAs(Card other) =>
        SourceId == other.SourceId && CardType == other.CardType && Pan == other.Pan && Holder == other.Holder
        && ExpiryMonth == other.ExpiryMonth && ExpiryYear == other.ExpiryYear && ModifiedDate == other.ModifiedDate;
}
