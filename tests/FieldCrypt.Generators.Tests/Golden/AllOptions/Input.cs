using FieldCrypt;

namespace Shop;

[EncryptedTable("cards")]
internal class Card
{
    [Encrypted(Context = " Department = finance , Area=\"eu\" ", Searchable = true, Storage = EncryptedStorage.Text, PadTo = 32, Name = "pan \\ \"old\"")]
    internal string? Pan { get; set; }
}
