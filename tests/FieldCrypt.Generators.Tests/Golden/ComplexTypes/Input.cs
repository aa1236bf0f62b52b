using FieldCrypt;

[assembly: EncryptionContext("Company=example")]

namespace Shop;

public class Customer
{
    public int Id { get; set; }

    public Address Home { get; set; } = new();

    public Coordinates Place { get; set; }
}

public class Address
{
    [Encrypted] public string Street { get; set; } = "";
}

[EncryptionContext("Company=example,Area=geo")]
public struct Coordinates
{
    [Encrypted] public double Latitude { get; set; }

    [Encrypted] public double Longitude;
}
