using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers.Tests.Leaks;

/// <summary>Plaintext that reaches a log through helpers in other files, which are looked into only where it may be worth it.</summary>
public sealed class HelperChainTests
{
    private const string Order = """
        public class Order { public int Id { get; set; } public string CardNumber { get; set; } = ""; public string Summary() => Id + " " + CardNumber; }
        public record Receipt(int Id, string CardNumber);
        """;

    [Fact]
    public Task A_helper_whose_file_mentions_card_data() => Reports(
        """public class Job { public void Run(Order order) { Console.WriteLine(order.Summary()); } }""",
        Order);

    [Fact]
    public Task A_helper_in_a_file_without_that_calls_one_with() => Reports(
        """public class Job { public void Run(Order order) { string text = Texts.Describe(order); Console.WriteLine(text); } }""",
        """public static class Texts { public static string Describe(Order order) => "Order " + order.Summary(); }""",
        Order);

    [Fact]
    public Task A_helper_in_a_file_without_that_prints_a_type_with() => Reports(
        """public class Job { public void Run() { Console.WriteLine(new Texts().Last()); } }""",
        """public class Texts { private Receipt _last = new(1, ""); public string Last() => $"Last: {_last}"; }""",
        Order);

    [Fact]
    public Task A_helper_that_hands_back_what_it_is_given() => Reports(
        """public class Job { public void Run(Order order) { Console.WriteLine(Texts.Quote(order.CardNumber)); } }""",
        """public static class Texts { public static string Quote(string value) => "'" + value + "'"; }""",
        Order);

    [Fact]
    public Task A_helper_that_hands_back_what_another_brings() => Reports(
        """public class Job { public void Run(Order order) { Console.WriteLine(Texts.Quote(order.Summary())); } }""",
        """public static class Texts { public static string Quote(string value) => "'" + value + "'"; }""",
        Order);

    [Fact]
    public Task A_form_field_is_known_by_its_key() => Reports(
        """public class Job { public void Run(Dictionary<string, string> form) { Console.WriteLine(Texts.First(form)); } }""",
        """public static class Texts { public static string First(Dictionary<string, string> form) => form["card_number"]; }""");

    [Fact]
    public async Task Helpers_without_any_of_it_are_left_alone()
    {
        var diagnostics = await LeakRun.Analyze(
            LeakRun.Compile(
                true,
                ("Job.cs", """public class Job { public void Run(Visit visit) { Console.WriteLine(Texts.Describe(visit)); Console.WriteLine(Texts.Quote(visit.City)); } }"""),
                ("Texts.cs", """public static class Texts { public static string Describe(Visit visit) => visit.City; public static string Quote(string value) => "'" + value + "'"; }"""),
                ("Visit.cs", """public class Visit { public string City { get; set; } = ""; }"""),
                ("Order.cs", Order)),
            [new LeakAnalyzer()]);
        diagnostics.Where(IsOfConsole).ShouldBeEmpty();
    }

    private static async Task Reports(params string[] files)
    {
        var sources = files.Select(static (text, i) => ($"File{i}.cs", text)).ToArray();
        var diagnostics = await LeakRun.Analyze(LeakRun.Compile(true, sources), [new LeakAnalyzer()]);
        diagnostics.Where(IsOfConsole).Select(static d => d.Location.SourceTree!.FilePath).ShouldBe(["File0.cs"]);
    }

    private static bool IsOfConsole(Diagnostic diagnostic) => diagnostic.Id == "FC3002";
}
