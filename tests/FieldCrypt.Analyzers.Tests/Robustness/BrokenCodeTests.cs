using CsCheck;
using FieldCrypt.Analyzers.Tests.Leaks;

namespace FieldCrypt.Analyzers.Tests.Robustness;

/// <summary>The rules run while code is typed: on whatever is there, none may throw (which would be AD0001).</summary>
public sealed class BrokenCodeTests
{
    /// <summary>FIELDCRYPT_FUZZ_ITERATIONS raises the count for a long run; CsCheck prints the seed of a failure.</summary>
    private static readonly int Iterations = int.TryParse(Environment.GetEnvironmentVariable("FIELDCRYPT_FUZZ_ITERATIONS"), out int given) ? given : 60;

    [Fact]
    public async Task No_rule_throws_on_mutilated_code() =>
        await MutilatedSource.Gen.SampleAsync(
            static async source => await LeakRun.Analyze(LeakRun.Compile(resolvePackages: false, ("Broken.cs", source)), LeakRun.AllAnalyzers),
            iter: Iterations,
            threads: 1);

    [Fact]
    public async Task No_rule_throws_on_mutilated_code_with_its_packages() =>
        await MutilatedSource.Gen.SampleAsync(
            static async source => await LeakRun.Analyze(LeakRun.Compile(resolvePackages: true, ("Broken.cs", source)), LeakRun.AllAnalyzers),
            iter: Iterations / 3,
            threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("class")]
    [InlineData("class C { void M() { Console.WriteLine( } }")]
    [InlineData("class C { void M() => logger.LogInformation(\"{Pan}\", }")]
    [InlineData("class C { string Pan => Pan; void M() { Console.WriteLine(Pan); } }")]
    [InlineData("class C { string A(string s) => B(s); string B(string s) => A(s); void M(string pan) { Console.WriteLine(A(pan)); } }")]
    [InlineData("class C { void M(string s) { M(s); Console.WriteLine(s); } }")]
    [InlineData("class C { void M() { var x = x; Console.WriteLine(x); x = y; y = x; } }")]
    [InlineData("record R(R Inner, string CardNumber, string Cvv) { } class C { void M(R r) { Console.WriteLine(r); } }")]
    [InlineData("[System.Diagnostics.DebuggerDisplay(\"{\")] class C { }")]
    [InlineData("[System.Diagnostics.DebuggerDisplay(\"{A.B?.C(,nq}\")] class C { string A; }")]
    [InlineData("class C : C { string Pan { get; set; } override string ToString() => Pan; }")]
    [InlineData("class E : Exception { E() : base( { } }")]
    [InlineData("Console.WriteLine(args[^4..]); // top-level")]
    public async Task Nor_on_these(string source) =>
        await LeakRun.Analyze(LeakRun.Compile(resolvePackages: false, ("Broken.cs", source)), LeakRun.AllAnalyzers);
}
