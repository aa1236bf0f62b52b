using FieldCrypt;

namespace Shop;

public record Person(int Id, [property: Encrypted] string Name, [property: Encrypted(Context = "Department=hr")] decimal? Salary);

public record struct Account([property: Encrypted] string Iban);

public readonly record struct Address([property: Encrypted] string Street)
{
    [Encrypted] public string City { get; init; } = "";
}

public sealed record Employee(int Id, string Name, decimal? Salary) : Person(Id, Name, Salary)
{
    [Encrypted] public required string Badge { get; init; }
}
