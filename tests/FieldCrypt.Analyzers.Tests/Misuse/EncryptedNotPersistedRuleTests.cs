using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.EncryptedNotPersistedRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class EncryptedNotPersistedRuleTests
{
    private const string Source = """
        public class Card { public int Id { get; set; } [Encrypted] public string Pan { get; set; } = ""; }
        public class CardForm { [Encrypted] public string MARK { get; set; } = ""; }
        public class Shop : DbContext { public DbSet<Card> Cards => Set<Card>(); }
        """;

    [Fact]
    public Task Reported_when_turned_on() => Verify.Verify(Source.Replace("MARK", "{|FC2010:Pan|}", StringComparison.Ordinal), "FC2010");

    [Fact]
    public Task Off_by_default()
    {
        DiagnosticCatalogue.EncryptedNotPersisted.IsEnabledByDefault.ShouldBeFalse();
        return Task.CompletedTask;
    }
}
