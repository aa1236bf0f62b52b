using System.Runtime.CompilerServices;
using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Tests;

/// <summary>
/// Each folder in Golden holds sources and, beside them, the files generated from them. Run with
/// FIELDCRYPT_UPDATE_GOLDEN=1 to write them anew; then read the difference before committing it.
/// </summary>
public sealed class GoldenFileTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(s_folder).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generated_files_are_as_expected_and_compile(string name)
    {
        string folder = Path.Combine(s_folder, name);
        GeneratorRun run = GeneratorRunner.Run(Directory.GetFiles(folder, "Input*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray());
        run.ShouldBeClean();

        Dictionary<string, string> generated = run.Result.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());
        if (Environment.GetEnvironmentVariable("FIELDCRYPT_UPDATE_GOLDEN") == "1")
            Update(name, generated);

        Dictionary<string, string> expected = Directory.GetFiles(folder, "*.g.cs").ToDictionary(static path => Path.GetFileName(path), static path => File.ReadAllText(path));
        generated.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        foreach ((string file, string text) in generated)
            text.ShouldBe(expected[file].ReplaceLineEndings("\n"), file);
    }

    [Fact]
    public void There_are_cases() => Cases.Count.ShouldBeGreaterThan(10);

    private static void Update(string name, Dictionary<string, string> generated, [CallerFilePath] string testFile = "")
    {
        string[] folders = [Path.Combine(Path.GetDirectoryName(testFile)!, "Golden", name), Path.Combine(s_folder, name)];
        foreach (string folder in folders)
        {
            foreach (string old in Directory.GetFiles(folder, "*.g.cs"))
                File.Delete(old);
            foreach ((string file, string text) in generated)
                File.WriteAllText(Path.Combine(folder, file), text);
        }
    }
}
