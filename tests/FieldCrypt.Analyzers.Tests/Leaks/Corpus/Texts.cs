using System.Diagnostics;
using System.ComponentModel.DataAnnotations.Schema;
using FieldCrypt;

namespace Shop.Texts;

public class Card
{
    public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
    public string Cvv { get; set; } = "";

    public override string ToString() => $"{Brand} {Pan}"; // leak FC3005
}

public class SafeCard
{
    public string Pan { get; set; } = "";
    public string Cvv { get; set; } = "";

    public override string ToString() => $"**** {Pan[^4..]}"; // fine
}

public class LongCard
{
    public string CardNumber { get; set; } = "";
    public string Cvv { get; set; } = "";

    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        text.AppendLine("Card");
        text.AppendLine(CardNumber);
        return text.ToString(); // leak FC3005
    }
}

public class MaskedCard
{
    public string CardNumber { get; set; } = "";
    public string Cvv { get; set; } = "";

    public override string ToString()
    {
        if (CardNumber.Length < 4)
            return "";
        return Mask(CardNumber); // fine
    }

    private static string Mask(string value) => "****" + value.Substring(value.Length - 4);
}

[DebuggerDisplay("{Brand} {Pan}")] // leak FC3005
public class DisplayedCard
{
    public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
    public string Cvv { get; set; } = "";
}

[DebuggerDisplay("{Brand} {Last4,nq}")] // fine
public class SafelyDisplayedCard
{
    public string Pan { get; set; } = "";
    public string Brand { get; set; } = "";
    public string Cvv { get; set; } = "";
    public string Last4 => Pan[^4..];
}

[DebuggerDisplay("{DebuggerDisplay,nq}")] // leak FC3005
public class IndirectlyDisplayedCard
{
    public string Pan { get; set; } = "";
    public string Cvv { get; set; } = "";
    private string DebuggerDisplay => $"Card {Pan}";
}

[DebuggerDisplay("{GetDisplay(),nq}")] // leak FC3005
public class CardWithMethod
{
    public string Pan { get; set; } = "";
    public string Cvv { get; set; } = "";
    private string GetDisplay() => $"Card {Pan}";
}

[Table("cards")]
public record StoredCard(int Id, [property: Encrypted] string Pan, string Brand); // leak FC3006

public record EncryptedNote // leak FC3006
{
    public int Id { get; set; }
    [Encrypted] public string Text { get; set; } = "";
}

public record SafeNote // fine
{
    public int Id { get; set; }
    [Encrypted] public string Text { get; set; } = "";

    protected virtual bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id);
        return true;
    }
}

public record PaymentRequest(string CardNumber, string Cvv, decimal Amount); // fine

public readonly struct CardNumber(string value)
{
    public string Value { get; } = value;

    public override string ToString() => Value; // leak FC3005
}

public readonly struct MaskedNumber(string value)
{
    private readonly string _value = value;

    public override string ToString() => "****" + _value[^4..]; // fine
}

public class Library
{
    public string CardNumber { get; set; } = "";
    public string Borrower { get; set; } = "";
    public int BooksOnLoan { get; set; }

    public override string ToString() => $"Library card {CardNumber} of {Borrower}"; // fine
}
