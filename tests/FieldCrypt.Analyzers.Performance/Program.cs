using System.Globalization;
using FieldCrypt;
using FieldCrypt.Analyzers.Performance;

// dotnet run -c Release --project tests/FieldCrypt.Analyzers.Performance [report.md]
// Measures how much longer the compiler takes for 1,000 files with FieldCrypt's analyzers than without them.
const int WarmUps = 15;
const int Rounds = 30;
const int Reports = 5;

string repository = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(repository, "FieldCrypt.sln")))
    repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("FieldCrypt.sln was not found above the program.");

string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
string analyzers = Path.Combine(repository, "analyzers", "FieldCrypt.CodeFixes", "bin", configuration, "netstandard2.0", "FieldCrypt.Analyzers.dll");
string generator = Path.Combine(repository, "generators", "FieldCrypt.Generators", "bin", configuration, "netstandard2.0", "FieldCrypt.Generators.dll");
string entityFramework = System.Xml.Linq.XDocument.Load(Path.Combine(repository, "Directory.Packages.props"))
    .Descendants("EntityFrameworkVersion").Single().Value;

using var server = new CompilerServer();
string folder = Directory.CreateTempSubdirectory("fieldcrypt-performance").FullName;
try
{
    SyntheticProject.Write(folder, new[] { analyzers, generator }.Where(File.Exists), typeof(EncryptedAttribute).Assembly.Location, entityFramework);
    var plain = CompileRun.Prepare(server, folder, withAnalyzers: false);
    var analyzed = CompileRun.Prepare(server, folder, withAnalyzers: true);

    // Until the server's just-in-time compiler has little left to do.
    for (int warmUp = 0; warmUp < WarmUps; warmUp++)
    {
        await plain.TimeAsync();
        await analyzed.TimeAsync();
    }

    var rounds = new List<Round>();
    for (int number = 0; number < Rounds; number++)
    {
        // Each goes first in turn: what one leaves to be collected or compiled, the next pays for.
        bool plainFirst = number % 2 == 0;
        var first = await (plainFirst ? plain : analyzed).TimeAsync();
        var second = await (plainFirst ? analyzed : plain).TimeAsync();
        var round = plainFirst ? new Round(first, second) : new Round(second, first);
        rounds.Add(round);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {number + 1}: without {round.Without}, with {round.With}, added {round.Added:P1}"));
    }

    string text = PerformanceReport.Write(rounds, [.. Enumerable.Range(0, Reports).Select(_ => analyzed.Report())]);
    Console.WriteLine(text);
    if (args.Length > 0)
        File.WriteAllText(args[0], text);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
