using FieldCrypt;

namespace Shop;

[EncryptedTable("Card")]
public partial class Card
{
    [Encrypted] public string Issuer { get; set; } = "";

    public partial string Holder { get => field; set; } = "";
}
