using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Tests;

/// <summary>Where each diagnostic points and what it says. «» in the source mark the place.</summary>
public sealed class DiagnosticTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "class C { [Encrypted] public object? «Pan» { get; set; } }", "FC0001", "'C.Pan' is marked [Encrypted], but values of type 'object' cannot be encrypted" },
        { "class C { [Encrypted(Context = «\"Department\"»)] string? Pan { get; set; } }", "FC0002", "'Department' is not a Name=value pair" },
        { "class C { [Encrypted(Context = «\"A=b,a=c\"»)] string? Pan { get; set; } }", "FC0002", "the names 'A' and 'a' differ only by case" },
        { "class C { [Encrypted(Context = «\"FieldCrypt:purpose=b\"»)] string? Pan { get; set; } }", "FC0002", "which FieldCrypt keeps for itself" },
        { "class C { const string X = \"A=\"; [Encrypted(Searchable = true, Context = «X»)] string? Pan { get; set; } }", "FC0002", "'A' has no value" },
        { "[EncryptionContext(«\"=\"»)] class C { [Encrypted] string? Pan { get; set; } }", "FC0002", "a pair has no name" },
        { "[assembly: EncryptionContext(«\"A=1,A=2\"»)] class C { [Encrypted] string? Pan { get; set; } }", "FC0002", "the name 'A' stands twice" },
        { "[assembly: EncryptionContext(«\"A\"»)] class C { [Encrypted] int B; [Encrypted] int Pan; } record D([property: Encrypted] int A);", "FC0002", "'A' is not a Name=value pair" },
        { "[EncryptionContext(«\"A B=1\"»)] class B; class C : B { [Encrypted] string? Pan { get; set; } }", "FC0002", "holds ' '" },
        { "[EncryptionContext(«\"A\"»)] class Owner { public Part? P { get; set; } } class Part { [Encrypted] string? Pan { get; set; } }", "FC0002", "'A' is not a Name=value pair" },
        { "[assembly: EncryptionContext(«\"A\"»)]", "FC0002", "'A' is not a Name=value pair" },
        { "record C([property: Encrypted(Context = «\"A=\\uD800\"»)] string? Pan);", "FC0002", "half of a surrogate pair" },
        { "class C { [Encrypted] static string? «Pan» { get; set; } }", "FC0003", "it is static, so it belongs to no record; mark an instance member" },
        { "class O { private class C { [«Encrypted»] public string? Pan { get; set; } } }", "FC0004", "generated code cannot name 'O.C', which is private or protected; make it internal or public" },
        { "class C { private enum K { A } [Encrypted] private K «Pan» { get; set; } }", "FC0004", "cannot name 'C.K'" },
        { "class C { [Encrypted(PadTo = «-1»)] string? Pan { get; set; } }", "FC0005", "PadTo of 'C.Pan' is -1" },
        { "class C { [Encrypted(PadTo = «4097»)] string? Pan { get; set; } }", "FC0005", "from 0 (no padding) to 4096" },
        { "class C { [Encrypted(Name = «\"\"»)] string? Pan { get; set; } }", "FC0006", "The logical column name \"\" is empty" },
        { "class C { [Encrypted(Name = «\"a/b\"»)] string? Pan { get; set; } }", "FC0006", "holds '/'" },
        { "class C { [Encrypted(Name = «\"a\\uDC00\"»)] string? Pan { get; set; } }", "FC0006", "half of a surrogate pair" },
        { $"class C {{ [Encrypted(Name = «\"{new string('x', 257)}\"»)] string? Pan {{ get; set; }} }}", "FC0006", "has 257 characters; use 1 to 256 characters" },
        { "[EncryptedTable(«\"a/b\"»)] class C { [Encrypted] string? Pan { get; set; } }", "FC0006", "The logical table name \"a/b\" holds '/'" },
        { $"[EncryptedTable(«\"{new string('x', 129)}\"»)] class C {{ [Encrypted] string? Pan {{ get; set; }} }}", "FC0006", "use 1 to 128 characters" },
        { "class C { [Encrypted(Searchable = «true»)] double Pan { get; set; } }", "FC0007", "equal values of type 'double' can differ in their bytes" },
        { "class C { [Encrypted(Searchable = «true»)] float? Pan { get; set; } }", "FC0007", "'float'" },
        { "class C { [Encrypted(Searchable = «true»)] Half Pan { get; set; } }", "FC0007", "'System.Half'" },
        { "class C { [Encrypted(Searchable = «true»)] Uri? Pan { get; set; } }", "FC0007", "'System.Uri' can differ in their bytes (the host's upper and lower case, among others); remove Searchable or keep the value as string" },
        { "class C { [Encrypted] string? A { get; set; } [Encrypted(Name = «\"A\"»)] string? Pan { get; set; } }", "FC0008", "'C.Pan' and 'C.A' have the same logical column name \"A\"" },
        { "class B { [Encrypted(Name = \"X\")] string? A { get; set; } } class C : B { [Encrypted(Name = «\"X\"»)] string? Pan { get; set; } }", "FC0008", "'C.Pan' and 'B.A'" },
        { "class C { [Key, Encrypted] string? «Pan» { get; set; } }", "FC0009", "'C.Pan' is marked [Encrypted] and [Key]; ciphertext cannot be a key" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_diagnostic_points_to_the_cause_and_says_what_to_do(string marked, string id, string message)
    {
        const string Usings = "using System; using System.ComponentModel.DataAnnotations; using FieldCrypt;\n";
        string source = Usings + marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        int start = Usings.Length + marked.IndexOf('«', StringComparison.Ordinal);
        int length = marked.IndexOf('»', StringComparison.Ordinal) - marked.IndexOf('«', StringComparison.Ordinal) - 1;

        Diagnostic diagnostic = GeneratorRunner.Run(source).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe(id);
        diagnostic.GetMessage().ShouldContain(message);
        source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)
            .ShouldBe(source.Substring(start, length));
        diagnostic.Location.GetLineSpan().StartLinePosition.ShouldBe(new(1, start - Usings.Length));
    }

    [Fact]
    public void No_setting_turns_a_diagnostic_off()
    {
        GeneratorRun run = GeneratorRunner.Run(GeneratorRunner.Compile("class C { [FieldCrypt.Encrypted] object? Pan { get; set; } }")
            .WithOptions(new(OutputKind.DynamicallyLinkedLibrary, specificDiagnosticOptions: [new("FC0001", ReportDiagnostic.Suppress)])));

        run.Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("A=b , C = d e", "A=b,C=d e")]
    [InlineData("", "")]
    [InlineData(" ", "")]
    [InlineData("b=1,B2=2,a=3", "B2=2,a=3,b=1")]
    public void A_context_is_parsed_at_compile_time_as_the_library_parses_it(string context, string canonical)
    {
        GeneratorRun run = GeneratorRunner.Run($$"""namespace N; public class C { [FieldCrypt.Encrypted(Context = "{{context}}")] public string? Pan { get; set; } }""");

        EncryptedProperties.Find(run.Load().GetType("N.C")!.GetProperty("Pan")!)!.Context.ShouldBe(EncryptionContext.Parse(canonical));
        EncryptionContext.Parse(canonical).ShouldBe(EncryptionContext.Parse(context));
    }

    [Fact]
    public void The_nearest_default_context_holds()
    {
        var assembly = GeneratorRunner.Run("""
            using FieldCrypt;
            [assembly: EncryptionContext("Level=assembly")]
            namespace N;
            public class Plain { [Encrypted] public string? A { get; set; } [Encrypted(Context = "Level=own")] public string? B { get; set; } [Encrypted(Context = "")] public string? C { get; set; } }
            [EncryptionContext("Level=base")] public class Base { public class Nested { [Encrypted] public string? A { get; set; } } }
            public class Middle : Base { [Encrypted] public string? A { get; set; } }
            [EncryptionContext("Level=class")] public class Derived : Middle { [Encrypted] public string? B { get; set; } }
            """).Load();

        string ContextOf(string type, string member) => EncryptedProperties.Find(assembly.GetType("N." + type)!.GetProperty(member)!)!.Context.ToString();
        ContextOf("Plain", "A").ShouldBe("Level=assembly");
        ContextOf("Plain", "B").ShouldBe("Level=own");
        ContextOf("Plain", "C").ShouldBe("");
        ContextOf("Base+Nested", "A").ShouldBe("Level=assembly");
        ContextOf("Middle", "A").ShouldBe("Level=base");
        ContextOf("Derived", "A").ShouldBe("Level=base");
        ContextOf("Derived", "B").ShouldBe("Level=class");
    }
}
