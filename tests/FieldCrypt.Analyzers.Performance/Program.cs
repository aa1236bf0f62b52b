using FieldCrypt;
using FieldCrypt.Analyzers.Performance;

// dotnet run -c Release --project tests/FieldCrypt.Analyzers.Performance [report.md]
// Measures how much longer the compiler takes for 1,000 files with FieldCrypt's analyzers than without them.
const int WarmUps = 12;
const int Rounds = 30;
const int Reports = 9;

string repository = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(repository, "FieldCrypt.sln")))
    repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("FieldCrypt.sln was not found above the program.");

string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
string analyzers = Path.Combine(repository, "analyzers", "FieldCrypt.CodeFixes", "bin", configuration, "netstandard2.0", "FieldCrypt.Analyzers.dll");
string generator = Path.Combine(repository, "generators", "FieldCrypt.Generators", "bin", configuration, "netstandard2.0", "FieldCrypt.Generators.dll");
string entityFramework = System.Xml.Linq.XDocument.Load(Path.Combine(repository, "Directory.Packages.props"))
    .Descendants("EntityFrameworkVersion").Single().Value;

using var first = new CompilerServer("0");
using var second = new CompilerServer("1");
string folder = Directory.CreateTempSubdirectory("fieldcrypt-performance").FullName;
try
{
    SyntheticProject.Write(folder, new[] { analyzers, generator }.Where(File.Exists), typeof(EncryptedAttribute).Assembly.Location, entityFramework);
    var without = await CompileRun.PrepareAsync(folder, withAnalyzers: false);
    var with = await CompileRun.PrepareAsync(folder, withAnalyzers: true);

    var rounds = new List<Round>();
    for (int number = 1 - WarmUps; number <= Rounds; number++)
    {
        var round = await Round.RunAsync(first, second, without, with);
        Console.WriteLine($"{(number > 0 ? "round" : "warm-up")} {number}: {round}");
        if (number > 0)
            rounds.Add(round);
    }

    // A server on several processors, as in a build: on a single one the clock shows all that ran in between.
    using var third = new CompilerServer("0-1");
    for (int number = 0; number < WarmUps; number++)
        await third.CompileAsync(with);
    var reports = new List<AnalyzerReport>();
    for (int number = 0; number < Reports; number++)
        reports.Add(AnalyzerReport.Parse(await third.CompileAsync(with, "/reportanalyzer")));

    string text = PerformanceReport.Write(rounds, reports);
    Console.WriteLine(text);
    if (args.Length > 0)
        File.WriteAllText(args[0], text);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
