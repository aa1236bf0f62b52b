using FieldCrypt;

namespace Shop;

[EncryptionContext("Department=hr")]
public abstract class Party
{
    [Encrypted] public string TaxNumber { get; set; } = "";

    [Encrypted] public abstract string Phone { get; set; }

    [Encrypted] protected virtual string? Note { get; private set; }
}

public class Person : Party
{
    public override string Phone { get; set; } = "";

    [Encrypted] public string Passport { get; set; } = "";
}

[EncryptionContext("Department=sales")]
public class Company : Party
{
    public override string Phone { get; set; } = "";

    [Encrypted] public string Contact { get; set; } = "";

    [Encrypted(Context = "")] public new string TaxNumber { get; set; } = "";
}
