using System.IO.Compression;

namespace FieldCrypt.Packaging.Tests;

/// <summary>The packages as a stranger uses them: from a feed, in projects that know nothing of this repository.</summary>
public sealed class PackageTests(PackedPackages packages)
{
    private const string Entity = """
        namespace Shop;

        public class Card
        {
            public int Id { get; set; }

            [FieldCrypt.Encrypted(Context = "Department=finance")]
            public string Pan { get; set; } = "";
        }
        """;

    private const string Context = """
        using Microsoft.EntityFrameworkCore;

        namespace Shop;

        public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
        {
            public DbSet<Card> Cards => Set<Card>();
        }
        """;

    internal const string Sqlite = """<PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="10.0.15" /><PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.15" />""";

    [Fact]
    public void The_FieldCrypt_package_holds_generator_and_analyzers()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(packages.Feed, $"FieldCrypt.{packages.Version}.nupkg"));
        string[] files = [.. package.Entries.Select(static entry => entry.FullName)];
        files.ShouldContain("lib/net10.0/FieldCrypt.dll");
        files.ShouldContain("lib/net10.0/FieldCrypt.xml");
        files.ShouldContain("analyzers/dotnet/cs/FieldCrypt.Generators.dll");
        files.ShouldContain("analyzers/dotnet/cs/FieldCrypt.Analyzers.dll");
        files.ShouldContain("analyzers/dotnet/cs/FieldCrypt.CodeFixes.dll");
    }

    [Fact]
    public void What_declares_entities_pulls_neither_a_database_nor_a_resilience_library()
    {
        string[] depended = [.. packages.DependenciesOf("FieldCrypt").Select(static dependency => dependency.Id)];
        depended.ShouldBe(["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"], ignoreOrder: true);
    }

    [Fact]
    public void The_EF_Core_package_brings_the_embedded_default()
        => packages.DependenciesOf("FieldCrypt.EntityFrameworkCore").Select(static dependency => dependency.Id).ShouldContain("FieldCrypt.EmbeddedKeys");

    [Fact]
    public void Packages_of_one_release_depend_on_the_exact_version_of_each_other()
    {
        (string Id, string Version)[] own = [.. packages.Ids.SelectMany(packages.DependenciesOf).Where(static dependency => dependency.Id.StartsWith("FieldCrypt", StringComparison.Ordinal))];
        own.Length.ShouldBeGreaterThan(8);
        own.ShouldAllBe(dependency => dependency.Version == $"[{packages.Version}]");
    }

    [Fact]
    public async Task The_analyzers_alone_warn_in_a_project_that_knows_nothing_else_of_FieldCrypt()
    {
        using (ZipArchive package = ZipFile.OpenRead(Path.Combine(packages.Feed, $"FieldCrypt.Analyzers.{packages.Version}.nupkg")))
        {
            string[] files = [.. package.Entries.Select(static entry => entry.FullName)];
            files.ShouldContain("analyzers/dotnet/cs/FieldCrypt.Analyzers.dll");
            files.ShouldContain("analyzers/dotnet/cs/FieldCrypt.CodeFixes.dll");
            files.ShouldNotContain(static file => file.StartsWith("lib/"));
        }

        string folder = packages.CreateSolution("analyzers-alone",
            ("Shop.csproj", Project("""<PackageReference Include="FieldCrypt.Analyzers" Version="$(FieldCryptVersion)" />""", exe: false)),
            ("Card.cs", """
                using System.ComponentModel.DataAnnotations.Schema;

                namespace Shop;

                [Table("cards")]
                public class Card
                {
                    public int Id { get; set; }
                    public string CardNumber { get; set; } = "";
                    public string Cvv { get; set; } = "";
                }
                """));

        string output = await PackedPackages.DotnetAsync(folder, "build", "--nologo");

        output.ShouldContain("warning FC1001");
        output.ShouldContain("warning FC1002");
    }

    [Fact]
    public async Task One_reference_to_the_EF_Core_package_is_enough_to_encrypt()
    {
        string folder = packages.CreateSolution("one-reference",
            ("Shop.csproj", Project("""<PackageReference Include="FieldCrypt.EntityFrameworkCore" Version="$(FieldCryptVersion)" />""" + Sqlite, exe: true)),
            ("Card.cs", Entity),
            ("ShopContext.cs", Context),
            ("Program.cs", """
                using Microsoft.EntityFrameworkCore;
                using Microsoft.Extensions.DependencyInjection;
                using Shop;

                await using var services = new ServiceCollection()
                    .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore("keys.fck"))
                    .AddDbContext<ShopContext>((services, options) => options.UseSqlite("Data Source=shop.db").UseFieldCrypt(services))
                    .BuildServiceProvider();
                await using var scope = services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                await db.Database.EnsureCreatedAsync();
                db.Cards.Add(new Card { Pan = "4111111111111111" });
                await db.SaveChangesAsync();
                Console.WriteLine("read: " + await db.Cards.AsNoTracking().Select(card => card.Pan).SingleAsync());
                byte[] stored = await db.Database.SqlQueryRaw<byte[]>("SELECT Pan AS Value FROM Cards").SingleAsync();
                Console.WriteLine("stored: " + Convert.ToHexStringLower(stored));
                """));

        string output = await PackedPackages.DotnetAsync(folder, "run");

        output.ShouldContain("read: 4111111111111111");
        output.ShouldContain("stored: fc451101");
        output.ShouldNotContain("warning");
    }

    [Fact]
    public async Task An_application_that_forgets_UseFieldCrypt_stores_nothing_though_it_references_only_the_entities_project()
    {
        string folder = packages.CreateSolution("forgotten",
            ("Shop.Entities/Shop.Entities.csproj", Project("""<PackageReference Include="FieldCrypt" Version="$(FieldCryptVersion)" />""", exe: false)),
            ("Shop.Entities/Card.cs", Entity),
            ("Shop.App/Shop.App.csproj", Project("""<ProjectReference Include="../Shop.Entities/Shop.Entities.csproj" />""" + Sqlite, exe: true)),
            ("Shop.App/ShopContext.cs", Context),
            ("Shop.App/Program.cs", """
                using Microsoft.EntityFrameworkCore;
                using Shop;

                var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite("Data Source=shop.db").Options;
                await using var db = new ShopContext(options);
                await db.Database.EnsureCreatedAsync();
                db.Cards.Add(new Card { Pan = "4111111111111111" });
                try
                {
                    await db.SaveChangesAsync();
                    Console.WriteLine("SAVED");
                }
                catch (Exception exception)
                {
                    Console.WriteLine("refused: " + exception.Message);
                }

                Console.WriteLine("columns: " + string.Join(",", db.Model.GetEntityTypes().Single().GetProperties().Select(p => p.Name)));
                """));

        string output = await PackedPackages.DotnetAsync(Path.Combine(folder, "Shop.App"), "run");

        output.ShouldNotContain("SAVED");
        output.ShouldContain("refused: ");
        output.ShouldContain("ShopContext");
        output.ShouldContain("Card.Pan");
        output.ShouldContain("UseFieldCrypt");
        output.ShouldContain("columns: Id");
        File.ReadAllBytes(Path.Combine(folder, "Shop.App", "shop.db")).AsSpan().IndexOf("4111111111111111"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task A_context_that_breaks_the_grammar_does_not_compile()
    {
        string folder = packages.CreateSolution("malformed",
            ("Shop.csproj", Project("""<PackageReference Include="FieldCrypt" Version="$(FieldCryptVersion)" />""", exe: false)),
            ("Card.cs", Entity.Replace("Department=finance", "Department", StringComparison.Ordinal)));

        (int exitCode, string output) = await PackedPackages.RunAsync(folder, "build");

        exitCode.ShouldNotBe(0);
        output.ShouldMatch(@"Card\.cs\(7,\d+\): error FC\d{4}");
    }

    /// <summary>SDK 8 has Roslyn 4.8, the lowest that the analyzers and the generator promise to run in.</summary>
    [Fact]
    public async Task Analyzers_and_generator_run_in_the_compiler_of_SDK_8()
    {
        string folder = packages.CreateSolution("roslyn-4.8",
            ("Host.csproj", Project("""<PackageReference Include="Microsoft.CodeAnalysis.CSharp" Version="4.8.0" /><PackageReference Include="FieldCrypt" Version="$(FieldCryptVersion)" ExcludeAssets="analyzers" GeneratePathProperty="true" /><Compile Remove="Shop.cs" /><AssemblyMetadata Include="Analyzers" Value="$(PkgFieldCrypt)/analyzers/dotnet/cs" />""", exe: true)),
            ("Shop.cs", """
                namespace Shop;

                [System.ComponentModel.DataAnnotations.Schema.Table("cards")]
                public class Card
                {
                    public int Id { get; set; }
                    public string CardNumber { get; set; } = "";
                    [FieldCrypt.Encrypted(Context = "Department=finance")] public string Email { get; set; } = "";
                    public void Show() => System.Console.WriteLine(CardNumber);
                }
                """),
            ("Program.cs", """
                using System.Collections.Immutable;
                using System.Reflection;
                using Microsoft.CodeAnalysis;
                using Microsoft.CodeAnalysis.CSharp;
                using Microsoft.CodeAnalysis.Diagnostics;

                string folder = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Analyzers").Value!;
                Type[] types = [.. Directory.GetFiles(folder, "FieldCrypt.*.dll").Where(f => !f.EndsWith("CodeFixes.dll")).SelectMany(f => Assembly.LoadFrom(f).GetTypes()).Where(t => !t.IsAbstract)];
                ImmutableArray<DiagnosticAnalyzer> analyzers = [.. types.Where(t => typeof(DiagnosticAnalyzer).IsAssignableFrom(t)).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];
                ISourceGenerator[] generators = [.. types.Where(t => typeof(IIncrementalGenerator).IsAssignableFrom(t)).Select(t => ((IIncrementalGenerator)Activator.CreateInstance(t)!).AsSourceGenerator())];

                var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
                var compilation = CSharpCompilation.Create("Shop", [CSharpSyntaxTree.ParseText(File.ReadAllText(args[0]), path: args[0])], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
                CSharpGeneratorDriver.Create(generators).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
                Console.WriteLine("Roslyn " + typeof(CSharpCompilation).Assembly.GetName().Version);
                Console.WriteLine($"{analyzers.Length} {generated.SyntaxTrees.Count() > 1}");
                foreach (var diagnostic in await generated.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync())
                    Console.WriteLine($"{diagnostic.Id} {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}");
                """));

        string output = await PackedPackages.DotnetAsync(folder, "run", "--", "Shop.cs");

        output.ShouldContain("Roslyn 4.8.0.0");
        output.ShouldContain("5 True");
        output.Split('\n').Select(static line => line.Trim()).Where(static line => line.StartsWith("FC", StringComparison.Ordinal) || line.StartsWith("AD", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBe(["FC1001 7", "FC3002 9"]);
    }

    internal static string Project(string references, bool exe) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{(exe ? "<OutputType>Exe</OutputType>" : "")}</PropertyGroup>
          <ItemGroup>{references}</ItemGroup>
        </Project>
        """;
}
