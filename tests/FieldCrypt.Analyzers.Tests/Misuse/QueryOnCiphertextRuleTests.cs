using Verify = FieldCrypt.Analyzers.Tests.RuleVerifier<FieldCrypt.Analyzers.QueryOnCiphertextRule>;

namespace FieldCrypt.Analyzers.Tests.Misuse;

public sealed class QueryOnCiphertextRuleTests
{
    private const string Model = """
        public class Card
        {
            public int Id { get; set; }
            [Encrypted] public string Pan { get; set; } = "";
            [Encrypted(Searchable = true)] public string Email { get; set; } = "";
            [Encrypted(Searchable = true)] public string? Other { get; set; }
            [Encrypted] public DateOnly? BirthDate { get; set; }
            [Encrypted] public int Limit { get; set; }
            public string Name { get; set; } = "";
            public List<Item> Items { get; set; } = [];
        }
        public class Item { public int Id { get; set; } [Encrypted] public string Note { get; set; } = ""; }
        public class Shop : DbContext { public DbSet<Card> Cards => Set<Card>(); public DbSet<Item> Items => Set<Item>(); }
        """;

    [Theory]
    [InlineData("db.Cards.OrderBy(c => {|FC2007:c.Pan|}).ToList()")]
    [InlineData("db.Cards.OrderBy(c => c.Id).ThenByDescending(c => {|FC2007:c.Limit|}).ToList()")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.Limit|} > 3).ToList()")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.BirthDate|} < DateOnly.MinValue).ToList()")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.BirthDate|}!.Value.Year == 2000).ToList()")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.Pan|}.StartsWith(\"4\")).ToList()")]
    [InlineData("db.Cards.Any(c => {|FC2007:c.Email|}.Contains(\"@\"))")]
    [InlineData("db.Cards.Count(c => {|FC2007:c.Pan|}.Length > 15)")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.Email|}.ToLower() == \"a\").ToList()")]
    [InlineData("db.Cards.Where(c => EF.Functions.Like({|FC2007:c.Pan|}, \"4%\")).ToList()")]
    [InlineData("db.Cards.Where(c => string.Compare({|FC2007:c.Pan|}, \"4\") > 0).ToList()")]
    [InlineData("db.Cards.GroupBy(c => {|FC2007:c.Email|}).Count()")]
    [InlineData("db.Cards.GroupBy(c => new { {|FC2007:c.Email|}, c.Name }).Count()")]
    [InlineData("db.Cards.Max(c => {|FC2007:c.Limit|})")]
    [InlineData("db.Cards.Sum(c => {|FC2007:c.Limit|})")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Pan|}).Distinct().ToList()")]
    [InlineData("db.Cards.Select(c => new { {|FC2007:c.Pan|} }).Distinct().ToList()")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Limit|}).Max()")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Pan|}).Union(db.Cards.Select(c => c.Name)).ToList()")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Pan|}.Substring(12)).ToList()")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Pan|} + \"!\").ToList()")]
    [InlineData("db.Cards.Select(c => {|FC2007:c.Other|} ?? \"\").ToList()")]
    [InlineData("db.Cards.Where(c => {|FC2007:c.Email|} == {|FC2007:c.Other|}).ToList()")]
    [InlineData("db.Cards.Where(c => c.Items.Any(i => {|FC2007:i.Note|}.EndsWith(\"x\"))).ToList()")]
    [InlineData("db.Cards.Select(c => c.Items.OrderBy(i => {|FC2007:i.Note|}).First().Id).ToList()")]
    [InlineData("(from c in db.Cards where c.Id > 1 orderby {|FC2007:c.Pan|} select c).ToList()")]
    [InlineData("(from c in db.Cards where {|FC2007:c.Pan|}.StartsWith(\"4\") select c.Name).ToList()")]
    public Task What_ciphertext_cannot_answer(string query) => Check(query);

    [Theory]
    [InlineData("db.Cards.Where(c => {|FC2008:c.Pan|} == \"4\").ToList()")]
    [InlineData("db.Cards.FirstOrDefault(c => \"4\" != {|FC2008:c.Pan|})")]
    [InlineData("db.Cards.Single(c => {|FC2008:c.Pan|}.Equals(\"4\"))")]
    [InlineData("db.Cards.Where(c => pans.Contains({|FC2008:c.Pan|})).ToList()")]
    [InlineData("db.Cards.Where(c => string.IsNullOrEmpty({|FC2008:c.Pan|})).ToList()")]
    [InlineData("db.Cards.Select(c => {|FC2008:c.Pan|}).Contains(\"4\")")]
    [InlineData("db.Cards.Join(db.Items, c => c.Email, i => {|FC2008:i.Note|}, (c, i) => c.Id).ToList()")]
    [InlineData("(from c in db.Cards where {|FC2008:c.Pan|} == pans[0] select c).ToList()")]
    [InlineData("db.Cards.FirstOrDefaultAsync(c => {|FC2008:c.Pan|} == \"4\")")]
    public Task Equality_without_a_blind_index(string query) => Check(query);

    [Theory]
    [InlineData("db.Cards.Where(c => c.Email == \"a\").ToList()")]
    [InlineData("db.Cards.Where(c => pans.Contains(c.Email)).ToList()")]
    [InlineData("db.Cards.Where(c => c.Pan == null || c.BirthDate.HasValue).ToList()")]
    [InlineData("db.Cards.Select(c => c.Pan).ToList()")]
    [InlineData("db.Cards.Select(c => new { c.Pan, c.Email }).ToList()")]
    [InlineData("db.Cards.OrderBy(c => c.Name).Select(c => c.Pan).ToList()")]
    [InlineData("db.Cards.AsEnumerable().OrderBy(c => c.Pan).Where(c => c.Pan.StartsWith(\"4\")).ToList()")]
    [InlineData("db.Cards.ToList().GroupBy(c => c.Pan).Count()")]
    [InlineData("new List<Card>().AsQueryable().OrderBy(c => c.Pan).ToList()")]
    [InlineData("new List<Card>().Max(c => c.Limit)")]
    [InlineData("db.Cards.Where(c => c.Name.StartsWith(\"a\")).OrderBy(c => c.Name).Select(c => Mask(c.Pan)).ToList()")]
    [InlineData("db.Cards.Where(c => c.Name == card.Pan.Trim() && c.Email == card.Email).ToList()")]
    [InlineData("db.Cards.Where(c => c.Id > card.Limit && card.Pan.StartsWith(\"4\")).ToList()")]
    public Task What_can_be_answered(string query) => Check(query);

    /// <summary>No word of the names says what they hold: only the attribute does, however it is spelt or inherited.</summary>
    [Fact]
    public Task Members_of_any_name() => Verify.Verify("""
        using Secret = FieldCrypt.EncryptedAttribute;
        public abstract class Base { public int Id { get; set; } [Secret] public virtual string Remark { get; set; } = ""; }
        public class Order : Base { public override string Remark { get; set; } = ""; public Place Place { get; set; } = new(""); }
        public record Place([property: Secret] string Street);
        public class Shop : DbContext
        {
            public DbSet<Order> Orders => Set<Order>();
            public object Find => Orders.OrderBy(o => {|FC2007:o.Remark|}).Where(o => {|FC2008:o.Place.Street|} == "a").ToList();
        }
        """);

    [Fact]
    public Task Members_marked_under_a_global_alias() => Verify.VerifyBeside(
        "global using Secret = FieldCrypt.EncryptedAttribute;",
        """
        public class Order { public int Id { get; set; } [Secret] public string Remark { get; set; } = ""; }
        public class Shop : DbContext
        {
            public DbSet<Order> Orders => Set<Order>();
            public object Find => Orders.OrderBy(o => {|FC2007:o.Remark|}).ToList();
        }
        """);

    [Fact]
    public Task Members_of_a_referenced_project() => Verify.VerifyOver(
        """
        public class Order { public int Id { get; set; } [FieldCrypt.Encrypted] public string Remark { get; set; } = ""; }
        """,
        """
        public class Shop : DbContext
        {
            public DbSet<Order> Orders => Set<Order>();
            public object Find => Orders.OrderBy(o => {|FC2007:o.Remark|}).ToList();
        }
        """);

    private static Task Check(string query) => Verify.Verify($$"""
        {{Model}}
        public static class Queries
        {
            public static object? Run(Shop db, List<string> pans, Card card) => {{query}};
            private static string Mask(string pan) => "";
        }
        """);
}
