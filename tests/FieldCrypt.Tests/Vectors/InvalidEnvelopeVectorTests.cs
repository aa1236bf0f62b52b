using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FieldCrypt.TestKit;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Vectors;

/// <summary>docs/vectors/envelopes-invalid.json: everything that docs/format.md, section 8 has a reader refuse, with the error it names.</summary>
public sealed partial class InvalidEnvelopeVectorTests : IDisposable
{
    private const string File = "envelopes-invalid.json";

    private readonly KeyRing _keyRing;

    public InvalidEnvelopeVectorTests()
    {
        var backend = new VectorKeyBackend(FormatVectors.Of(File, "keys").Single());
        var store = new MemoryBranchKeyStore();
        var generations = new Dictionary<EncryptionContext, int>();
        foreach (JsonElement key in FormatVectors.Of(File, "branch_keys"))
        {
            BranchKeyState state = Enum.Parse<BranchKeyState>(key.Text("state"), ignoreCase: true);
            int generation = key.Has("purpose") ? BlindIndexFormat.Generation : generations[key.Context()] = generations.GetValueOrDefault(key.Context()) + 1;
            store.TryPutSignedAsync(new BranchKeyRecord
            {
                Id = BranchKeyId.Read(key.Hex("key_id")),
                Context = key.Context(),
                Purpose = key.Has("purpose") ? BranchKeyPurpose.BlindIndexes : BranchKeyPurpose.RecordKeys,
                Generation = generation,
                CreatedAt = DateTimeOffset.UtcNow,
                State = state,
                WrappedKeys = state == BranchKeyState.Destroyed ? [] : [backend.WrapClear(key.Hex("branch_key"))],
            }, backend).GetAwaiter().GetResult().ShouldBeTrue();
        }

        _keyRing = new KeyRing(new KeyRingOptions { ReadsDirectEnvelopes = true, Name = $"vectors-{Guid.NewGuid():N}" }, [backend], store);
    }

    public static TheoryData<string> Vectors => [.. FormatVectors.Names(File)];

    public void Dispose() => _keyRing.Dispose();

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task It_is_refused_as_the_table_says(string name)
    {
        JsonElement vector = FormatVectors.Named(File, name);
        string expected = vector.Text("result");

        // Twice: what is asked first opens the key, and the second finds it open or its failure remembered.
        for (int time = 0; time < 2; time++)
        {
            if (expected == "valid")
            {
                (await ReadAsync(vector)).ShouldBeJson("4111111111111111", name);
                continue;
            }

            var exception = await Should.ThrowAsync<FieldCryptException>(ReadAsync(vector), name);
            exception.Error.ToString().ShouldBe(expected, exception.Message);
            exception.Column.ShouldBe("Card.Pan");
            exception.Message.ShouldNotContain("4111111111111111");
            exception.Message.ShouldAllBe(static character => !char.IsControl(character));
        }
    }

    [Fact]
    public void The_page_and_the_vectors_name_the_same_errors()
    {
        string page = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "format.md"));
        string table = page[page.IndexOf("## 8. A reader refuses", StringComparison.Ordinal)..page.IndexOf("A writer refuses", StringComparison.Ordinal)];
        string[] named = [.. Row().Matches(table).SelectMany(static row => Name().Matches(row.Groups[1].Value)).Select(static name => name.Groups[1].Value).Distinct()];

        named.ShouldAllBe(static name => Enum.IsDefined(Enum.Parse<FieldCryptError>(name)));
        FormatVectors.Of(File).Select(static vector => vector.Text("result")).Where(static result => result != "valid").Distinct().ShouldBe(named, ignoreOrder: true);
    }

    [Fact]
    public void Every_name_stands_once() => FormatVectors.Names(File).ShouldBeUnique();

    private async Task<JsonNode?> ReadAsync(JsonElement vector)
    {
        if (!vector.Has("text"))
            return await VectorKinds.Of(vector.Text("kind")).DecryptAsync(_keyRing, vector, vector.Hex("envelope"));

        // As the generated code of a text column reads it.
        var property = new EncryptedProperty<string, string>(typeof(string), vector.Text("column"), vector.Context(), ValueEncodings.String, static (value, _) => value, static (stored, _) => stored);
        return EncryptedValues.Decrypt(property, vector.Text("text"), $"{_keyRing.Name}/{vector.Text("table")}/{vector.Text("column")}");
    }

    [GeneratedRegex(@"^\|.*\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Name();
}
