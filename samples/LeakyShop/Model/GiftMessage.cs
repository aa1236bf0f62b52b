using FieldCrypt;

namespace LeakyShop.Model;

public record GiftMessage(int Id, string Recipient, [property: Encrypted(Context = "Department=sales")] string Text);
