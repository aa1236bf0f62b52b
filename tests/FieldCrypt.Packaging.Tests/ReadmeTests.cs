using System.Text.RegularExpressions;

[assembly: AssemblyFixture(typeof(FieldCrypt.Packaging.Tests.PackedPackages))]

namespace FieldCrypt.Packaging.Tests;

/// <summary>What the README shows as whole files is built and run as it stands there.</summary>
public sealed partial class ReadmeTests(PackedPackages packages)
{
    [Fact]
    public async Task The_programs_of_the_README_run_as_they_stand()
    {
        (string Path, string Content)[] files = [.. FilesOf(File.ReadAllText(PackedPackages.FileOf("README.md")))];
        files.Select(static file => file.Path).ShouldBe(["Card.cs", "ShopContext.cs", "Program.cs", "Rotation.cs"], ignoreOrder: true);
        int program = Array.FindIndex(files, static file => file.Path == "Program.cs");
        files[program].Content += """

            await Rotation.RunAsync(services);
            Console.WriteLine("rotated, reads the same: " + ((await db.Cards.AsNoTracking().SingleAsync()).Pan == pans[0]));
            """;
        string folder = packages.CreateSolution("readme",
            [("Shop.csproj", PackageTests.Project("""<PackageReference Include="FieldCrypt.EntityFrameworkCore" Version="$(FieldCryptVersion)" />""" + PackageTests.Sqlite, exe: true)), .. files]);

        string output = await PackedPackages.DotnetAsync(folder, "run");

        output.ShouldContain("1 card, found by e-mail: True");
        output.ShouldContain("rotated, reads the same: True");
        output.ShouldNotContain("warning");
    }

    private static IEnumerable<(string Path, string Content)> FilesOf(string page)
        => WholeFile().Matches(page).Select(static match => (match.Groups["path"].Value, match.Groups["content"].Value));

    /// <summary>A block of C# whose first line names its file.</summary>
    [GeneratedRegex(@"```csharp\n// (?<path>\w+\.cs)\n(?<content>.*?)```", RegexOptions.Singleline)]
    private static partial Regex WholeFile();
}
