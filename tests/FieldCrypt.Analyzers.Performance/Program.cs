using System.Globalization;
using FieldCrypt;
using FieldCrypt.Analyzers.Performance;

// dotnet run -c Release --project tests/FieldCrypt.Analyzers.Performance [report.md]
// Measures how much longer the compiler takes for 1,000 files with FieldCrypt's analyzers than without them.
const int WarmUps = 15;
const int Rounds = 15;
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

    // Until the server's just-in-time compiler has little left to do: it works in bursts of seconds, on whatever has run often enough.
    for (int warmUp = 0; warmUp < WarmUps; warmUp++)
    {
        plain.Seconds();
        analyzed.Seconds();
    }

    var without = new List<double>();
    var with = new List<double>();
    for (int round = 0; round < Rounds; round++)
    {
        // Each goes first in turn: what one leaves to be collected or compiled, the next pays for.
        if (round % 2 == 0)
            without.Add(plain.Seconds());
        with.Add(analyzed.Seconds());
        if (round % 2 != 0)
            without.Add(plain.Seconds());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: without {without[^1]:F2} s, with {with[^1]:F2} s"));
    }

    string text = PerformanceReport.Write(without, with, [.. Enumerable.Range(0, Reports).Select(_ => analyzed.Report())]);
    Console.WriteLine(text);
    if (args.Length > 0)
        File.WriteAllText(args[0], text);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
