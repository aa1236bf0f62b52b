using System.Text.Json;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Vectors;

/// <summary>Reads the vectors of Project Wycheproof where they lie beside the checkout.</summary>
public static class Wycheproof
{
    /// <summary>All cases of a file with their group.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Case)> Read(string file)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllBytes(Repository.SharedFile("vectors", "wycheproof", file))).RootElement;
        foreach (JsonElement group in root.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
                yield return (group, test);
        }
    }

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    /// <summary>Whether the case is to be accepted ("acceptable" ones need not be).</summary>
    public static bool IsValid(this JsonElement test) => test.GetProperty("result").GetString() == "valid";

    public static bool IsInvalid(this JsonElement test) => test.GetProperty("result").GetString() == "invalid";

    public static string Name(this JsonElement test) => $"tcId {test.Number("tcId")}";
}
