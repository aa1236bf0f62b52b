using System;
using FieldCrypt;

namespace Shop;

public class Card
{
    public Guid Id { get; set; }

    [Encrypted(Context = "Department=finance")]
    public string Pan { get; set; } = "";

    [Encrypted(Context = "Department=finance", Searchable = true)]
    public string Email { get; set; } = "";

    [Encrypted]
    public DateOnly? BirthDate { get; set; }
}
