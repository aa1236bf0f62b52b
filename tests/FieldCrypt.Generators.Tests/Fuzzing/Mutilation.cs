using Microsoft.CodeAnalysis.CSharp;

namespace FieldCrypt.Generators.Tests.Fuzzing;

/// <summary>Removes, repeats, swaps and inserts tokens of a source.</summary>
internal static class Mutilation
{
    private static readonly string[] s_fragments =
    [
        "[Encrypted]", "[property: Encrypted]", "[field: Encrypted]", "[Encrypted(", "Context = \"A=b\"", "PadTo = 1 << 30", "Name = null", "Name = \"Pan\"", "Searchable = true",
        "public", "private", "file", "static", "abstract", "override", "new", "partial", "record", "struct", "class", "interface", "enum", "namespace N", "namespace N;", "ref", "readonly", "required", "const", "unsafe", "extern",
        "{ get; set; }", "{ get; }", "=> 1;", "{", "}", "(", ")", "<T>", "<", ">", "?", "[]", "*", ";", ",", "=", ".", "string", "int", "T", "this[int i]", "C", "Pan", "@class", "_", "\"", "'", "/*", "//", "#if X", "#nullable disable",
        "[assembly: EncryptionContext(\"A\")]", "[EncryptionContext(null)]", "[EncryptedTable(null!)]", "[EncryptedTable]", "\u0000", "\uD800", "é", "null", "default", "typeof(int)", "event System.Action",
    ];

    public static string Of(string source, Random random)
    {
        List<string> tokens = [.. SyntaxFactory.ParseTokens(source).Select(static token => token.ToFullString())];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(tokens.Count);
            switch (random.Next(7))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, s_fragments[random.Next(s_fragments.Length)] + " ");
                    break;
                case 2:
                    tokens[at] = s_fragments[random.Next(s_fragments.Length)] + " ";
                    break;
                case 3:
                    tokens.Insert(at, tokens[random.Next(tokens.Count)]);
                    break;
                case 4:
                    int other = random.Next(tokens.Count);
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                case 5:
                    tokens.RemoveRange(at, Math.Min(random.Next(1, 12), tokens.Count - at));
                    break;
                default:
                    if (tokens[at].Length > 0)
                        tokens[at] = tokens[at].Remove(random.Next(tokens[at].Length), 1);
                    break;
            }

            if (tokens.Count == 0)
                return "";
        }

        return string.Concat(tokens);
    }
}
