namespace FieldCrypt.Analyzers.Tests.Leaks;

public sealed class LeakSettingsTests
{
    private const string Card = """

        public class Card
        {
            public string Pan { get; set; } = "";
            public string ExpiryDate { get; set; } = "";
            public string Cvv { get; set; } = "";
            public string Kn { get; set; } = "";
        }
        """;

    [Fact]
    public Task Expiry_dates_are_followed_only_on_request() => MarkedSource.Reports<LeakAnalyzer>(
        """
        public class Payments
        {
            public void Pay(Card card) => Console.WriteLine({|FC3002:card.Pan|} + card.ExpiryDate);
        }
        """ + Card);

    [Fact]
    public Task With_the_setting_they_are() => MarkedSource.Reports<LeakAnalyzer>(
        """
        public class Payments
        {
            public void Pay(Card card) => Console.WriteLine({|FC3002:card.Pan|} + {|FC3002:card.ExpiryDate|});
        }
        """ + Card,
        "fieldcrypt_leak_kinds = expiry");

    [Fact]
    public Task A_name_of_ones_own_counts_and_an_ignored_one_does_not() => MarkedSource.Reports<LeakAnalyzer>(
        """
        public class Payments
        {
            public void Pay(Card card) => Console.WriteLine(card.Pan + {|FC3002:card.Kn|});
        }
        """ + Card,
        "fieldcrypt_names.pan = Kn",
        "fieldcrypt_ignored_names = Card.Pan");

    [Fact]
    public Task A_data_classification_is_believed_and_where_the_logger_redacts_it_nothing_leaks() => MarkedSource.Reports<LeakAnalyzer>(
        """
        using Microsoft.Extensions.Compliance.Classification;
        using Microsoft.Extensions.Logging;

        public sealed class SecretAttribute : DataClassificationAttribute { }

        public class Customer
        {
            [Secret] public string Answer { get; set; } = "";
            public string City { get; set; } = "";
        }

        public static partial class Log
        {
            [LoggerMessage(1, LogLevel.Information, "Answer {Answer}")]
            public static partial void Plain(ILogger logger, string answer);

            [LoggerMessage(2, LogLevel.Information, "Answer {Answer}")]
            public static partial void Redacted(ILogger logger, [Secret] string answer);

            public static partial void Plain(ILogger logger, string answer) { }

            public static partial void Redacted(ILogger logger, string answer) { }
        }

        public class Customers(ILogger<Customers> logger)
        {
            public void Ask(Customer customer)
            {
                Console.WriteLine({|FC3002:customer.Answer|} + customer.City);
                Log.Plain(logger, {|FC3001:customer.Answer|});
                Log.Redacted(logger, customer.Answer);
            }
        }

        namespace Microsoft.Extensions.Compliance.Classification
        {
            public abstract class DataClassificationAttribute : Attribute { }
        }
        """);

    [Fact]
    public Task An_encrypted_member_leaks_whatever_it_is_called() => MarkedSource.Reports<LeakAnalyzer>(
        """
        using FieldCrypt;

        public class Customer
        {
            [Encrypted] public string Email { get; set; } = "";
            [Encrypted] public DateOnly? BirthDate { get; set; }
            public string City { get; set; } = "";
        }

        public class Customers
        {
            public void Show(Customer customer)
            {
                Console.WriteLine({|FC3002:customer.Email|});
                Console.WriteLine($"{{|FC3002:customer.BirthDate|}} {customer.City}");
                Note({|FC3002:customer.Email|});
            }

            private static void Note(string text) => Console.WriteLine(text);
        }
        """);
}
