using System.ComponentModel.DataAnnotations.Schema;
using System.Diagnostics;
using FieldCrypt;

namespace LeakyShop.Model;

[DebuggerDisplay("{Brand} card {Id}")]
public class Card
{
    public int Id { get; set; }

    // Stored as typed in.
    public string Pan { get; set; } = "";

    // Kept "for the next payment".
    public string Cvv { get; set; } = "";

    public string Brand { get; set; } = "";

    [Encrypted(Context = "Department=sales")]
    public string Email { get; set; } = "";

    // Sized for the plaintext.
    [Encrypted(Context = "Department=sales")]
    [Column("phone", TypeName = "varbinary(20)")]
    public string Phone { get; set; } = "";

    public override string ToString() => $"{Brand} {Pan}";
}
