using System.Text;

namespace FieldCrypt.Generators.Tests.Fuzzing;

/// <summary>Random declarations with encrypted members, of which a good part compiles.</summary>
internal sealed class RandomDeclarations(Random random)
{
    private static readonly string[] s_names = ["C", "D", "C_D", "@class", "CEncryption", "Größe", "c", "@event"];
    private static readonly string[] s_members = ["Pan", "EncryptPan", "pan", "@string", "value", "column", "get_Other", "Other", "Equals_", "GetType_", "C1", "_x", "FieldCrypt", "System", "@global"];
    private static readonly string[] s_types = ["string?", "string", "int?", "byte[]", "System.Guid", "K?", "K", "E.K", "System.DayOfWeek", "decimal", "System.Half", "object", "System.Uri?", "nint", "(int, int)", "System.Collections.Generic.List<int>", "G<int>.K", "O"];
    private static readonly string[] s_arguments = ["", "", "", "(Context = \"A=b\")", "(Context = \"A\")", "(Context = null)", "(PadTo = 16)", "(PadTo = -1)", "(Name = \"Other\")", "(Name = \"a\\u2028b\\\"\\\\</summary>\")", "(Searchable = true)", "(Storage = EncryptedStorage.Text)", "(Storage = (EncryptedStorage)7)", "(Context = \"A=*/ // <x> \\u0085\", Name = \"/\")"];
    private static readonly string[] s_typeAttributes = ["", "", "", "", "[EncryptionContext(\"A=b\")]", "[EncryptionContext(\"\")]", "[EncryptionContext(null!)]", "[EncryptedTable(\"t\\u2029\\\"\")]", "[System.Obsolete]", "[System.Obsolete(\"\", true)]", "[System.Diagnostics.CodeAnalysis.Experimental(\"X1\")]"];
    private static readonly string[] s_access = ["public", "public", "public", "internal", "private", "internal", "protected internal", "private protected", ""];
    private static readonly string[] s_kinds = ["class", "class", "class", "sealed class", "abstract class", "partial class", "static class", "struct", "readonly struct", "ref struct", "record", "record struct", "interface"];

    public string Next()
    {
        var text = new StringBuilder("#pragma warning disable\nusing FieldCrypt;\n");
        if (random.Next(4) == 0)
            text.Append("[assembly: EncryptionContext(\"Company=x\")]\n");
        text.Append("public enum K : ushort { A } public static class E { internal enum K { A } } public class G<T> { public enum K { A } } public class O { private enum P { A } }\n");
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            bool inNamespace = random.Next(2) == 0;
            text.Append(inNamespace ? $"namespace {Pick(["N", "N.@class", "FieldCrypt.N", "C.System", "N.C"])} {{ " : "");
            Type(text, depth: 0);
            text.Append(inNamespace ? " }\n" : "\n");
        }

        return text.ToString();
    }

    private void Type(StringBuilder text, int depth)
    {
        string kind = Pick(s_kinds);
        string access = depth == 0 ? Pick(["public", "public", "internal", "file", ""]) : Pick(s_access);
        string parameters = Pick(["", "", "", "<T>", "<T, U>"]);
        text.Append($"{Pick(s_typeAttributes)} {access} {kind} {Pick(s_names)}{parameters}");
        if (kind.StartsWith("record", StringComparison.Ordinal) && random.Next(2) == 0)
            text.Append($"([{Pick(["property", "property", "property", "property", "field", "param"])}: Encrypted{Pick(s_arguments)}] {Pick(s_types)} {Pick(s_members)})");
        text.Append(" { ");
        for (int i = random.Next(1, 3); i > 0; i--)
            Member(text, parameters.Length > 0);
        if (depth < 2 && random.Next(3) == 0)
            Type(text, depth + 1);
        text.Append(" }");
    }

    private void Member(StringBuilder text, bool generic)
    {
        string modifiers = $"{Pick(s_access)} {Pick(["", "", "", "", "", "", "", "static", "virtual", "new", "readonly"])}";
        string shape = Pick(["{ get; set; }", "{ get; set; }", "{ get; set; }", "{ get; set; }", "{ get; init; }", "{ get; }", "=> default!;", "{ get => default!; set { } }", "{ set { } }", ";", "= default!;", "{ get => field; set; }"]);
        string type = generic && random.Next(4) == 0 ? Pick(["T?", "T", "G<T>.K", "T[]"]) : Pick(s_types);
        text.Append($"[{Pick(["", "", "", "", "property: ", "field: "])}Encrypted{Pick(s_arguments)}] {modifiers} {type} {Pick(s_members)} {shape} ");
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
