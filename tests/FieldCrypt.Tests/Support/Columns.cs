namespace FieldCrypt.Tests.Support;

public static class Columns
{
    public static EncryptionContext Finance { get; } = EncryptionContext.Parse("Department=finance");

    public static EncryptionContext Hr { get; } = EncryptionContext.Parse("Department=hr");

    public static EncryptedColumn<string> Pan { get; } = new("Card", "Pan", Finance, ValueEncodings.String);

    public static EncryptedColumn<string> Holder { get; } = new("Card", "Holder", Finance, ValueEncodings.String);

    public static EncryptedColumn<string> Salary { get; } = new("Person", "Salary", Hr, ValueEncodings.String);
}
