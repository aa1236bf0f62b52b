using FieldCrypt.CodeFixes;

namespace FieldCrypt.Analyzers.Tests.Fixes;

public sealed class MaskFixTests
{
    [Fact]
    public Task Shows_the_last_four_digits_of_a_PAN_and_nothing_of_a_code() => MarkedSource.Fixes<LeakAnalyzer, MaskFix>(
        """
        using Microsoft.Extensions.Logging;

        public class Card
        {
            public string Pan { get; set; } = "";
            public string? CardNumber { get; set; }
            public string Cvv { get; set; } = "";
            public long CreditCardNumber { get; set; }
        }

        public class Payments(ILogger<Payments> logger)
        {
            public void Pay(Card card)
            {
                logger.LogInformation("Card {Pan}", {|FC3001:card.Pan|});
                logger.LogInformation("Card {Number}", {|FC3001:card.CardNumber|});
                logger.LogInformation("Card {Number}", {|FC3001:card.CreditCardNumber|});
                logger.LogInformation("Code {Code}", {|FC3001:card.Cvv|});
                Console.WriteLine($"Card {{|FC3002:card.Pan|}} code {{|FC3002:card.Cvv|}}.");
                Console.WriteLine("Card " + {|FC3002:card.Pan|});
            }
        }
        """,
        """
        using Microsoft.Extensions.Logging;

        public class Card
        {
            public string Pan { get; set; } = "";
            public string? CardNumber { get; set; }
            public string Cvv { get; set; } = "";
            public long CreditCardNumber { get; set; }
        }

        public class Payments(ILogger<Payments> logger)
        {
            public void Pay(Card card)
            {
                logger.LogInformation("Card {Pan}", $"****{card.Pan[Math.Max(0, card.Pan.Length - 4)..]}");
                logger.LogInformation("Card {Number}", $"****{card.CardNumber?[Math.Max(0, card.CardNumber.Length - 4)..]}");
                logger.LogInformation("Card {Number}", $"****{card.CreditCardNumber % 10000}");
                logger.LogInformation("Code {Code}", "***");
                Console.WriteLine($"Card ****{card.Pan[Math.Max(0, card.Pan.Length - 4)..]} code ***.");
                Console.WriteLine("Card " + $"****{card.Pan[Math.Max(0, card.Pan.Length - 4)..]}");
            }
        }
        """);

    [Fact]
    public Task Masks_in_exceptions_ToString_and_files() => MarkedSource.Fixes<LeakAnalyzer, MaskFix>(
        """
        public class Card
        {
            public string CardNumber { get; set; } = "";
            public string Cvv { get; set; } = "";

            public override string ToString() => $"Card {{|FC3005:CardNumber|}}";
        }
        """,
        """
        public class Card
        {
            public string CardNumber { get; set; } = "";
            public string Cvv { get; set; } = "";

            public override string ToString() => $"Card ****{CardNumber[Math.Max(0, CardNumber.Length - 4)..]}";
        }
        """);

    [Fact]
    public void The_mask_is_safe_on_short_and_missing_numbers()
    {
        // The expression that the fix writes.
        static string Mask(string? number) => $"****{number?[Math.Max(0, number.Length - 4)..]}";

        Mask("4111111111111111").ShouldBe("****1111");
        Mask("12").ShouldBe("****12");
        Mask("").ShouldBe("****");
        Mask(null).ShouldBe("****");
    }

    [Fact]
    public Task Logs_the_harmless_members_of_an_object() => MarkedSource.Fixes<LeakAnalyzer, LogMembersFix>(
        """
        using Microsoft.Extensions.Logging;

        public class Card
        {
            public int Id { get; set; }
            public string Pan { get; set; } = "";
            public string Brand { get; set; } = "";
            public string Text => "card " + Pan;
        }

        public class Payments(ILogger<Payments> logger)
        {
            public void Pay(Card card) => logger.LogInformation("Card {@Card}", {|FC3012:card|});
        }
        """,
        """
        using Microsoft.Extensions.Logging;

        public class Card
        {
            public int Id { get; set; }
            public string Pan { get; set; } = "";
            public string Brand { get; set; } = "";
            public string Text => "card " + Pan;
        }

        public class Payments(ILogger<Payments> logger)
        {
            public void Pay(Card card) => logger.LogInformation("Card {@Card}", new { card.Id, card.Brand });
        }
        """);
}
