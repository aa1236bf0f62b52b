using System.Reflection;
using FieldCrypt.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Generators.Tests;

/// <summary>
/// An attribute on a member that nothing encrypts would leave the value in clear without a word. So each shape of member
/// either is wired or is an error.
/// </summary>
public sealed class MemberShapeTests
{
    /// <summary>Declarations with one [Encrypted] member named Pan.</summary>
    public static TheoryData<string> Wired =>
    [
        "public class C { [Encrypted] public string Pan { get; set; } = \"\"; }",
        "public class C { [Encrypted] public string? Pan { get; private set; } }",
        "public class C { [Encrypted] private string? Pan { get; set; } }",
        "public class C { [Encrypted] protected internal string? Pan { get; init; } }",
        "public class C { [Encrypted] public required string Pan { get; set; } }",
        "public class C { [Encrypted] public string Pan { get; } = \"\"; }",
        "public class C { [Encrypted] public string? Pan { get => field; } }",
        "public class C { private string? _pan; [Encrypted] public string? Pan => _pan; public void Set() => _pan = \"\"; }",
        "public class C { private string? _pan; [Encrypted] public string? Pan { set => _pan = value; } public string? Get() => _pan; }",
        "public class C { private string? _a; [Encrypted] public string? Pan { get => _a; set => _a = value; } }",
        "public class C { [Encrypted] public string? Pan; }",
        "public class C { [Encrypted] private readonly string Pan = \"\"; public string Get() => Pan; }",
        "public class C { [Encrypted] public int Other = 1, Pan = 2; }",
        "public class C { [Encrypted] public virtual string? Pan { get; set; } }",
        "public abstract class C { [Encrypted] public abstract string? Pan { get; set; } }",
        "public abstract class C { [Encrypted] protected string? Pan { get; set; } }",
        "public sealed class C { [property: Encrypted] public string? Pan { get; set; } }",
        "public sealed class C { [field: Encrypted] public string? Pan; }",
        "public class C { [Obsolete, Encrypted] public string? Pan { get; set; } }",
        "[Obsolete(\"Use D.\")] public class C { [Encrypted] public string? Pan { get; set; } }",
        "public partial class C { [Encrypted] public partial string Pan { get; set; } } partial class C { public partial string Pan { get => field; set; } = \"\"; }",
        "public partial class C { public partial string Pan { get; set; } } partial class C { [Encrypted] public partial string Pan { get => field; set; } = \"\"; }",
        "public class B { public string? Pan { get; set; } } public class C : B { [Encrypted] public new string? Pan { get; set; } }",
        "public interface I { string? Pan { get; set; } } public class C : I { [Encrypted] public string? Pan { get; set; } }",
        "public class C<T> { [Encrypted] public string? Pan { get; set; } }",
        "public class C { public enum Kind { A } [Encrypted] public Kind? Pan { get; set; } }",
        "public class C { internal enum Kind { A } [Encrypted] private Kind Pan { get; set; } }",
        "public struct C { [Encrypted] public string? Pan { get; set; } }",
        "public readonly struct C { [Encrypted] public string? Pan { get; init; } }",
        "public record C([property: Encrypted] string? Pan);",
        "public record C([property: Obsolete] [property: Encrypted] string? Pan);",
        "public record struct C([property: Encrypted(Context = \"A=b\")] int? Pan);",
        "public record class C<T>(T Value, [property: Obsolete, Encrypted] string? Pan);",
        "namespace N { using E = EncryptedAttribute; public record C([property: E] string? Pan); }",
        "namespace N { using Enc = FieldCrypt.EncryptedAttribute; public record C([property: Obsolete, Enc(PadTo = 8)] string? Pan); }",
        "namespace N { using SecretAttribute = global::FieldCrypt.EncryptedAttribute; public record C([property: Secret] string? Pan) { [Secret] public int Other { get; set; } } }",
        "namespace N { using F = FieldCrypt; public record C([property: F::EncryptedAttribute] string? Pan); }",
        "public record C([property: global::FieldCrypt.Encrypted] string? Pan);",
        "public record C { [Encrypted] public string? Pan { get; init; } }",
        "public record C(string? Pan) { [Encrypted] public string? Pan { get; init; } = Pan; }",
        "internal class C { [Encrypted] public string? Pan { get; set; } }",
        "public class O { public class C { [Encrypted] public string? Pan { get; set; } } }",
        "public static class O { internal class C { [Encrypted] public string? Pan { get; set; } } }",
        "public class O { protected internal class C { [Encrypted] public string? Pan { get; set; } } }",
        "public interface I { public class C { [Encrypted] public string? Pan { get; set; } } }",
    ];

    /// <summary>Declarations whose [Encrypted] cannot be honoured, and the diagnostic.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "public class C { [Encrypted] public object? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public dynamic? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public List<string>? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public string[]? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public byte[][]? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public byte[,]? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public byte?[]? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public ReadOnlyMemory<byte> Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public (int, int) Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public Enum? Pan { get; set; } }", "FC0001" },
        { "public class C { [Encrypted] public C? Pan { get; set; } }", "FC0001" },
        { "public class C<T> { [Encrypted] public T? Pan { get; set; } }", "FC0001" },
        { "public class C<T> where T : struct { [Encrypted] public T? Pan { get; set; } }", "FC0001" },
        { "public class C<T> { public enum Kind { A } [Encrypted] public Kind Pan { get; set; } }", "FC0001" },
        { "public unsafe class C { [Encrypted] public int* Pan { get; set; } }", "FC0001" },
        { "public record C([property: Encrypted] object? Pan);", "FC0001" },
        { "namespace N.System { public class Guid; } public class C { [Encrypted] public N.System.Guid? Pan { get; set; } }", "FC0001" },

        { "public class C { [Encrypted] public static string? Pan { get; set; } }", "FC0003" },
        { "public class C { [Encrypted] public const string Pan = \"\"; }", "FC0003" },
        { "public class C { [Encrypted] public static string? Pan; }", "FC0003" },
        { "public enum C { [Encrypted] Pan }", "FC0003" },
        { "public class C { [Encrypted] public string this[int i] { get => \"\"; set { } } }", "FC0003" },
        { "public class C { [Encrypted] public string Pan => \"\"; }", "FC0003" },
        { "public class C { [Encrypted] public string Pan { set { } } }", "FC0003" },
        { "public class C { private int _pan = 1; [Encrypted] public string Pan => _pan.ToString(); }", "FC0003" },
        { "public class C { private static string _pan = \"\"; [Encrypted] public string Pan => _pan; }", "FC0003" },
        { "public class C(string pan) { [Encrypted] public string Pan => pan; }", "FC0003" },
        { "public class C { private string _a = \"\"; [Encrypted] public ref string Pan => ref _a; }", "FC0003" },
        { "public interface C { [Encrypted] string? Pan { get; set; } }", "FC0003" },
        { "public interface I { string? Pan { get; set; } } public class C : I { [Encrypted] string? I.Pan { get; set; } }", "FC0003" },
        { "public class B { public virtual string? Pan { get; set; } } public class C : B { [Encrypted] public override string? Pan { get; set; } }", "FC0003" },
        { "public class B { [Encrypted] public virtual string? Pan { get; set; } } public class C : B { [Encrypted] public override string? Pan { get; set; } }", "FC0003" },
        { "public ref struct C { [Encrypted] public string? Pan { get; set; } }", "FC0003" },
        { "public unsafe struct C { [Encrypted] public fixed byte Pan[8]; }", "FC0003" },
        { "public class C { [field: Encrypted] public string? Pan { get; set; } }", "FC0003" },
        { "public class C { [field: Encrypted] public event Action? Pan; }", "FC0003" },
        { "public record C([field: Encrypted] string? Pan);", "FC0003" },
        { "public class C([property: Encrypted] string pan) { public string Get() => pan; }", "FC0003" },
        { "public class C { public void M([property: Encrypted] string pan) { } }", "FC0003" },
        { "public class C { [method: Encrypted] public string? Pan { get; set; } }", "FC0003" },
        { "public class C { [field: Encrypted] public string Pan { get => \"\"; set { } } }", "FC0003" },
        { "public class C { [type: Encrypted] public string? Pan; }", "FC0003" },
        { "public class C { [nonsense: Encrypted] public string? Pan { get; set; } }", "FC0003" },
        { "public record C(string? Pan) { [property: Encrypted] private void M() { } }", "FC0003" },
        { "[property: Encrypted] public delegate void D();", "FC0003" },
        { "public static class C { extension(string s) { [Encrypted] public string Pan => s; } }", "FC0003" },

        { "file class C { [Encrypted] public string? Pan { get; set; } }", "FC0004" },
        { "file class O { public class C { [Encrypted] public string? Pan { get; set; } } }", "FC0004" },
        { "public class O { private class C { [Encrypted] public string? Pan { get; set; } } }", "FC0004" },
        { "public class O { protected class C { [Encrypted] public string? Pan { get; set; } } }", "FC0004" },
        { "public class O { private protected record C([property: Encrypted] string? Pan); }", "FC0004" },
        { "public class C { private enum Kind { A } [Encrypted] private Kind Pan { get; set; } }", "FC0004" },
        { "file enum Kind { A } file class O { } public class C { [Encrypted] private int Ok; [Encrypted] public string? Pan { get; set; } public int Get() => Ok; private class P { [Encrypted] public string? Pan { get; set; } } }", "FC0004" },
        { "[Obsolete(\"\", true)] public class C { [Encrypted] public string? Pan { get; set; } }", "FC0004" },

        { "public class C { [Key, Encrypted] public string? Pan { get; set; } }", "FC0009" },
        { "public class C { [Encrypted, NotMapped] public string? Pan { get; set; } }", "FC0009" },
        { "public class C { [Encrypted, ConcurrencyCheck] public string? Pan { get; set; } }", "FC0009" },
        { "public class C { [Encrypted, Timestamp] public byte[]? Pan { get; set; } }", "FC0009" },
        { "public record C([property: Encrypted, Key] string? Pan);", "FC0009" },
    };

    private const string Usings = "using System; using System.Collections.Generic; using System.ComponentModel.DataAnnotations; using System.ComponentModel.DataAnnotations.Schema; using FieldCrypt;\n";

    [Theory]
    [MemberData(nameof(Wired))]
    public void A_member_that_can_be_mapped_is_wired(string declaration)
    {
        GeneratorRun run = GeneratorRunner.Run(Usings + declaration);
        run.Diagnostics.ShouldBeEmpty();
        Assembly assembly = run.LoadWithWarnings();

        MemberInfo member = assembly.GetTypes()
            .Where(static type => type.Name == "C" || type.Name.StartsWith("C`", StringComparison.Ordinal))
            .SelectMany(static type => type.GetMember("Pan", BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Single(static member => member is PropertyInfo or FieldInfo);
        EncryptedProperties.Find(member).ShouldNotBeNull().MemberName.ShouldBe("Pan");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_member_that_cannot_be_mapped_is_an_error(string declaration, string id)
    {
        GeneratorRun run = GeneratorRunner.Run(Usings + declaration);

        Diagnostic diagnostic = run.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe(id);
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
        diagnostic.Location.GetLineSpan().Path.ShouldBe("Source0.cs");

        // What is generated for the other members goes on compiling, so that there is one error and not a hundred.
        run.Output.GetDiagnostics().Where(static problem => problem.Severity == DiagnosticSeverity.Error)
            .Except(run.Input.GetDiagnostics()).Where(static problem => problem.Location.SourceTree?.FilePath != "Source0.cs").ShouldBeEmpty();
    }
}
