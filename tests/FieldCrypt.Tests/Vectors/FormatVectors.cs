using System.Text.Json;
using System.Text.Json.Nodes;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Vectors;

/// <summary>Reads docs/vectors, which docs/vectors/README.md describes.</summary>
public static class FormatVectors
{
    public static string Folder => Path.Combine(Repository.Root, "docs", "vectors");

    public static JsonElement File(string name) => JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(Folder, name))).RootElement;

    public static IEnumerable<JsonElement> Of(string file, string list = "vectors") => File(file).GetProperty(list).EnumerateArray();

    public static JsonElement Named(string file, string name) => Of(file).Single(vector => vector.Text("name") == name);

    public static string[] Names(string file) => [.. Of(file).Select(static vector => vector.Text("name"))];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    public static EncryptionContext Context(this JsonElement element) => EncryptionContext.Parse(element.Text("encryption_context"));

    public static JsonNode? Node(this JsonElement element, string name) => JsonNode.Parse(element.GetProperty(name).GetRawText());

    public static void ShouldBeJson(this JsonNode? actual, JsonNode? expected, string what)
        => JsonNode.DeepEquals(actual, expected).ShouldBeTrue($"{what}: {actual?.ToJsonString()} should be {expected?.ToJsonString()}");
}
