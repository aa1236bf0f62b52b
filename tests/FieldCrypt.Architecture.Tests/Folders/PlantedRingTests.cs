namespace FieldCrypt.Architecture.Tests;

/// <summary>The test of folders finds the rings that are planted, and no others.</summary>
public class PlantedRingTests
{
    private static readonly (string, string)[] Straight =
    [
        ("Top.cs", "namespace Shop; public class Till { public Orders.Order Next() => new(new Money.Amount(1)); }"),
        ("Orders/Order.cs", "namespace Shop.Orders; public record Order(Money.Amount Total);"),
        ("Money/Amount.cs", "namespace Shop.Money; public readonly record struct Amount(int Cents) { public static Amount operator +(Amount a, Amount b) => new(a.Cents + b.Cents); }"),
    ];

    [Fact]
    public void A_straight_line_of_folders_is_no_ring()
    {
        Rings(Straight).ShouldBeEmpty();
        Uses(Straight).ShouldBe(
            [new(".", "Orders", "Order", "Top.cs"), new(".", "Money", "Amount", "Top.cs"), new("Orders", "Money", "Amount", "Orders/Order.cs")],
            ignoreOrder: true);
    }

    [Fact]
    public void Two_folders_that_use_each_other_are_named_with_the_edges_types_and_files()
    {
        string rings = Rings([.. Straight, ("Money/Sum.cs", "namespace Shop.Money; public class Sum { public int Of(Orders.Order order) => 0; }")]);

        rings.ShouldBe(
            $"""
            Folders in a ring: Money -> Orders -> Money
              Money -> Orders: Order (in Money/Sum.cs)
              Orders -> Money: Amount (in Orders/Order.cs)

            """);
    }

    [Fact]
    public void A_ring_through_three_folders_is_found_and_a_folder_outside_of_it_is_not_named()
    {
        string rings = Rings(
        [
            .. Straight,
            ("Rates/Rate.cs", "namespace Shop.Rates; public class Rate { public object Of() => new Orders.Order(default); }"),
            ("Money/Exchange.cs", "namespace Shop.Money; public class Exchange { public Rates.Rate? At; }"),
        ]);

        rings.ShouldStartWith("Folders in a ring: Money -> Rates -> Orders -> Money");
        rings.ShouldNotContain("Till");
    }

    [Fact]
    public void Files_beside_the_project_file_are_a_folder_like_any_other()
    {
        Rings([.. Straight, ("Orders/Clerk.cs", "namespace Shop.Orders; public class Clerk { public Till? At; }")]).ShouldStartWith("Folders in a ring: . -> Orders -> .");
    }

    // Ways in which a file of Money may use something of Orders, most without naming the folder.
    [Theory]
    [InlineData("public class Use { public object Of(Orders.Order order) => order; }")]
    [InlineData("public class Use : Orders.Base { }")]
    [InlineData("[Orders.Mark] public class Use { }")]
    [InlineData("public class Use { public int Of() => Orders.Numbers.One; }")]
    [InlineData("public class Use { public object Of() => 1.Twice(); }")]
    [InlineData("public class Use { public object Of() => typeof(System.Collections.Generic.List<Orders.Order>); }")]
    [InlineData("public class Use { public int Of(System.Collections.Generic.List<Order> orders) => 0; }")]
    [InlineData("public class Use { public object Of(Unit unit) => unit.Owner.Total; }")]
    [InlineData("public class Use { public void Of(Unit unit) => unit.Owner = new(default); }")]
    [InlineData("public class Use { public object Of(Unit unit) => unit.Shelf[0]; }")]
    [InlineData("public class Use { public object Of(Unit unit) => unit.Shelf + unit.Shelf; }")]
    [InlineData("public class Use { public object Of() => nameof(Order); }")]
    [InlineData("public class Use { public bool Of(object other) => other is Order; }")]
    [InlineData("public class Use<T> where T : Orders.Base { }")]
    public void A_use_is_seen_in_each_way_of_writing_it(string use)
    {
        (string, string)[] sources =
        [
            ("Orders/Order.cs", "namespace Shop.Orders; public record Order(int Total); public class Base { } public class MarkAttribute : System.Attribute { }"),
            ("Orders/Numbers.cs", "namespace Shop.Orders; public static class Numbers { public const int One = 1; public static int Twice(this int n) => 2 * n; }"),
            ("Orders/Shelf.cs", "namespace Shop.Orders; public class Shelf { public int this[int place] => place; public static Shelf operator +(Shelf a, Shelf b) => a; }"),
            ("Units/Unit.cs", "namespace Shop.Units; public class Unit { public Orders.Order Owner = new(1); public Orders.Shelf Shelf = new(); }"),
            ("Money/Use.cs", "using Shop.Orders; using Shop.Units; namespace Shop.Money; " + use),
        ];

        Uses(sources).ShouldContain(found => found.From == "Money" && found.To == "Orders");
    }

    [Fact]
    public void A_using_directive_alone_and_a_comment_are_no_use()
    {
        (string, string)[] sources = [.. Straight, ("Money/Sum.cs", "using Shop.Orders; namespace Shop.Money; /// <summary>For an <see cref=\"Order\"/>.</summary>\npublic class Sum { }")];

        Rings(sources).ShouldBeEmpty();
    }

    [Fact]
    public void A_type_in_parts_over_two_folders_joins_them_where_a_part_uses_the_other()
    {
        (string, string)[] sources =
        [
            ("Here/Part.cs", "namespace Shop; public partial class Both { public int A() => B(); public int C() => 1; }"),
            ("There/Part.cs", "namespace Shop; public partial class Both { public int B() => C(); }"),
        ];

        Rings(sources).ShouldStartWith("Folders in a ring: Here -> There -> Here");
    }

    [Fact]
    public void Sources_that_do_not_bind_are_an_error_and_not_a_project_without_rings()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Broken.csproj"), "<Project />");
            File.WriteAllText(Path.Combine(folder, "Broken.cs"), "public class Broken { public Missing? Part; }");

            Should.Throw<InvalidOperationException>(() => ProjectCompilation.Of(new SourceProject(Path.Combine(folder, "Broken.csproj")))).Message.ShouldContain("Missing");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Rings((string, string)[] sources) => FolderCircles.Describe(Uses(sources));

    private static IReadOnlySet<FolderUse> Uses((string, string)[] sources)
    {
        var compilation = ProjectCompilation.Of("Shop", sources);
        compilation.GetDiagnostics().Where(static found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).ShouldBeEmpty();
        return FolderUses.In(compilation);
    }
}
