using Bogus;
using Bogus.DataSets;

namespace CardVault.Cards;

/// <summary>Makes fictitious cards whose numbers pass the Luhn check, the same ones at each run.</summary>
internal static class GeneratedCards
{
    private static readonly (CardType Type, string Name)[] s_types =
    [
        (CardType.Visa, "Visa"),
        (CardType.Mastercard, "Mastercard"),
        (CardType.AmericanExpress, "American Express"),
        (CardType.Discover, "Discover"),
    ];

    public static IReadOnlyList<Card> Make(int count)
    {
        var faker = new Faker { Random = new Randomizer(20260101) };
        var cards = new List<Card>(count);
        for (int i = 1; i <= count; i++)
        {
            (CardType type, string name) = faker.PickRandom(s_types);
            cards.Add(new Card
            {
                SourceId = i,
                CardType = name,
                Pan = faker.Finance.CreditCardNumber(type).Replace("-", "", StringComparison.Ordinal),
                Holder = faker.Name.FullName(),
                ExpiryMonth = faker.Random.Byte(1, 12),
                ExpiryYear = faker.Random.Short(2026, 2033),
                ModifiedDate = new DateTime(2026, 1, 1).AddMinutes(faker.Random.Int(0, 500_000)),
            });
        }

        return cards;
    }
}
