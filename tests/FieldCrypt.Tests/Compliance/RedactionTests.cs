using FieldCrypt.Compliance;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FieldCrypt.Tests.Compliance;

/// <summary>Microsoft's log redaction with FieldCrypt's classifications, as an application sets both up.</summary>
public sealed partial class RedactionTests
{
    private const string Pan = "4929123456781234";

    [Fact]
    public void Classified_members_are_erased_and_others_are_logged()
    {
        var log = new RecordedLog();
        using ServiceProvider services = Services(log, static _ => { });

        Paid(services.GetRequiredService<ILogger<RedactionTests>>(), new Payment { OrderId = 4711, CardNumber = Pan, Track2 = ";4929123456781234=30011010000000000000?", Email = "anna@shop.example" });

        string line = log.Lines.ShouldHaveSingleItem();
        line.ShouldContain("4711");
        line.ShouldContain("payment.CardNumber=;");
        line.ShouldNotContain("4929");
        line.ShouldNotContain("anna");
    }

    [Fact]
    public void Each_class_of_data_has_a_redactor_of_its_own()
    {
        var log = new RecordedLog();
        using ServiceProvider services = Services(log, static redaction => redaction
            .SetRedactor<ErasingRedactor>(FieldCryptTaxonomy.CardholderData, FieldCryptTaxonomy.SensitiveAuthenticationData)
            .SetRedactor<StarRedactor>(FieldCryptTaxonomy.PersonalData));

        Paid(services.GetRequiredService<ILogger<RedactionTests>>(), new Payment { OrderId = 4711, CardNumber = Pan, Track2 = "", Email = "anna@shop.example" });

        string line = log.Lines.ShouldHaveSingleItem();
        line.ShouldContain("payment.Email=***;");
        line.ShouldContain("payment.CardNumber=;");
    }

    [Fact]
    public void The_attributes_carry_their_classification()
    {
        new CardholderDataAttribute().Classification.ShouldBe(FieldCryptTaxonomy.CardholderData);
        new SensitiveAuthenticationDataAttribute().Classification.ShouldBe(FieldCryptTaxonomy.SensitiveAuthenticationData);
        new PersonalDataAttribute().Classification.ShouldBe(FieldCryptTaxonomy.PersonalData);
    }

    private static ServiceProvider Services(RecordedLog log, Action<IRedactionBuilder> redaction) => new ServiceCollection()
        .AddLogging(logging => logging.EnableRedaction().AddProvider(log))
        .AddRedaction(redaction)
        .BuildServiceProvider();

    [LoggerMessage(1, LogLevel.Information, "Paid")]
    private static partial void Paid(ILogger logger, [LogProperties] Payment payment);

    private sealed class Payment
    {
        public int OrderId { get; init; }

        [CardholderData]
        public string CardNumber { get; init; } = "";

        [SensitiveAuthenticationData]
        public string Track2 { get; init; } = "";

        [PersonalData]
        public string Email { get; init; } = "";
    }

    private sealed class StarRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => 3;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            "***".CopyTo(destination);
            return 3;
        }
    }

    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception) + ": " + string.Concat(((IEnumerable<KeyValuePair<string, object?>>)(object)state!).Select(static pair => $"{pair.Key}={pair.Value};")));

        public void Dispose()
        {
        }
    }
}
