using System.Globalization;
using FieldCrypt.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FieldCrypt.Analyzers.Tests.Leaks;

public sealed class LeakyShopTests
{
    private static readonly string Snippet = Path.Combine(RepositoryRoot(), "docs", "snippets", "leakyshop-build.txt");

    /// <summary>The fix a developer would take first for each rule.</summary>
    private static readonly Dictionary<string, CodeFixProvider> FirstChoice = new(StringComparer.Ordinal)
    {
        ["FC1001"] = new AddEncryptedFix(),
        ["FC1002"] = new NotMappedFix(),
        ["FC2006"] = new ColumnTypeFix(),
        ["FC2008"] = new MakeSearchableFix(),
        ["FC2009"] = new AddUseFieldCryptFix(),
        ["FC3001"] = new MaskFix(),
        ["FC3002"] = new MaskFix(),
        ["FC3003"] = new MaskFix(),
        ["FC3004"] = new MaskFix(),
        ["FC3005"] = new MaskFix(),
        ["FC3006"] = new RecordPrintingFix(),
        ["FC3007"] = new JsonIgnoreFix(),
        ["FC3009"] = new MaskFix(),
        ["FC3010"] = new MaskFix(),
        ["FC3011"] = new MaskFix(),
        ["FC3012"] = new LogMembersFix(),
        ["FC4001"] = new SuppressFix(),
        ["FC4003"] = new SuppressFix(),
        ["FC4004"] = new EnvironmentSecretFix(),
    };

    /// <summary>Set FIELDCRYPT_UPDATE_DOCS=1 to write the page anew.</summary>
    [Fact]
    public async Task The_build_output_shown_in_the_docs_is_the_one_of_today()
    {
        using var workspace = LeakyShop.NewWorkspace();
        var warnings = await LeakyShop.WarningsOf(LeakyShop.Open(workspace));
        string output = string.Concat(warnings.Select(static d =>
        {
            var start = d.Location.GetLineSpan().StartLinePosition;
            return string.Create(CultureInfo.InvariantCulture, $"{d.Location.SourceTree!.FilePath}({start.Line + 1},{start.Character + 1}): warning {d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}\n");
        }));

        if (Environment.GetEnvironmentVariable("FIELDCRYPT_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(Snippet, output, TestContext.Current.CancellationToken);

        (await File.ReadAllTextAsync(Snippet, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").ShouldBe(output);
    }

    [Fact]
    public async Task Every_leak_rule_finds_something()
    {
        using var workspace = LeakyShop.NewWorkspace();
        var warnings = await LeakyShop.WarningsOf(LeakyShop.Open(workspace));

        warnings.Select(static d => d.Id).Distinct().Order().ShouldBe(FirstChoice.Keys.Order());
    }

    [Fact]
    public async Task Applying_the_fixes_leaves_nothing_to_report()
    {
        using var workspace = LeakyShop.NewWorkspace();
        var project = LeakyShop.Open(workspace);

        for (int step = 0; step < 60; step++)
        {
            var warnings = await LeakyShop.WarningsOf(project);
            if (warnings.IsEmpty)
                return;

            project = await FixAsync(project, warnings[0]);
        }

        (await LeakyShop.WarningsOf(project)).ShouldBeEmpty();
    }

    private static async Task<Project> FixAsync(Project project, Diagnostic diagnostic)
    {
        var document = project.GetDocument(diagnostic.Location.SourceTree).ShouldNotBeNull();
        CodeAction? action = null;
        var context = new CodeFixContext(document, diagnostic, (registered, _) => action ??= registered, TestContext.Current.CancellationToken);
        await FirstChoice[diagnostic.Id].RegisterCodeFixesAsync(context);
        var operations = await action.ShouldNotBeNull($"{diagnostic} has no fix").GetOperationsAsync(TestContext.Current.CancellationToken);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id).ShouldNotBeNull();
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "FieldCrypt.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("FieldCrypt.sln was not found above the tests.");
    }
}
