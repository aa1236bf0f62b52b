using System.Text.Json;

namespace FieldCrypt.Tests.Vectors;

/// <summary>docs/vectors: plaintexts, encryption contexts and blind indexes.</summary>
public class ValueVectorTests
{
    [Fact]
    public void Every_plaintext_is_what_the_library_writes_and_reads()
    {
        foreach (JsonElement vector in FormatVectors.Of("plaintexts.json"))
        {
            VectorKind kind = VectorKinds.Of(vector.Text("kind"));
            if (vector.Text("result") == "valid")
            {
                kind.Encode(vector.GetProperty("value")).ShouldBe(vector.Hex("plaintext"), vector.ToString());
                kind.TryDecode(vector.Hex("plaintext")).ShouldBeJson(vector.Node("value"), vector.ToString());
            }
            else
            {
                vector.Text("result").ShouldBe(nameof(FieldCryptError.TypeMismatch));
                kind.TryDecode(vector.Hex("plaintext")).ShouldBeNull(vector.ToString());
            }
        }
    }

    [Fact]
    public void There_are_plaintexts_of_every_kind_and_refused_ones_of_all_that_refuse_any()
    {
        string[] takesAnyBytes = [nameof(ValueKind.Bytes)];
        ILookup<string, JsonElement> vectors = FormatVectors.Of("plaintexts.json").ToLookup(static vector => vector.Text("kind"));
        foreach (string kind in Enum.GetNames<ValueKind>())
        {
            vectors[kind].ShouldContain(static vector => vector.Text("result") == "valid", kind);
            vectors[kind].Any(static vector => vector.Text("result") != "valid").ShouldBe(!takesAnyBytes.Contains(kind), kind);
        }
    }

    [Fact]
    public void Every_context_is_read_as_the_vector_says()
    {
        foreach (JsonElement vector in FormatVectors.Of("contexts.json"))
        {
            string text = vector.Text("text");
            if (vector.Text("result") != "valid")
            {
                Should.Throw<FieldCryptException>(() => EncryptionContext.Parse(text), text).Error.ToString().ShouldBe(vector.Text("result"));
                EncryptionContext.TryReadText(text).ShouldBeNull();
                continue;
            }

            var context = EncryptionContext.Parse(text);
            context.ToString().ShouldBe(vector.Text("context_text"));
            context.CanonicalBytes.ToArray().ShouldBe(vector.Hex("canonical_context"), text);
            EncryptionContext.TryReadText(vector.Text("context_text")).ShouldBe(context);
            (EncryptionContext.TryReadText(text) is not null).ShouldBe(text == vector.Text("context_text"), text);
        }
    }

    [Fact]
    public void Every_blind_index_is_what_the_library_computes()
    {
        foreach (JsonElement vector in FormatVectors.Of("blind-indexes.json"))
        {
            var key = new BlindIndexKey(vector.Context(), KeyMaterial.CopyOf(vector.Hex("index_key")));
            string name = vector.Text("name");
            VectorKinds.Of(vector.Text("kind")).BlindIndex(vector, key).ShouldBe(vector.Hex("index"), name);
            BlindIndexFormat.KeyIdOf(vector.Context()).ToString().ShouldBe(vector.Text("index_key_id"));

            // The page's rules alone.
            byte[] input =
            [
                .. "FieldCrypt blind index"u8, 0, 1, .. U16(vector.Hex("canonical_context")), .. U16(Utf8(vector, "table")), .. U16(Utf8(vector, "column")),
                (byte)Enum.Parse<ValueKind>(vector.Text("kind")), .. vector.Hex("canonical_value"),
            ];
            input.ShouldBe(vector.Hex("input"), name);
            System.Security.Cryptography.HMACSHA256.HashData(vector.Hex("index_key"), input)[..16].ShouldBe(vector.Hex("index"), name);
            key.Release();
        }
    }

    [Fact]
    public void There_is_a_blind_index_of_every_kind_that_has_one()
    {
        string[] searchable = [.. Enum.GetValues<ValueKind>().Where(CanonicalValue.Exists).Select(static kind => kind.ToString())];
        FormatVectors.Of("blind-indexes.json").Select(static vector => vector.Text("kind")).Distinct().ShouldBe(searchable, ignoreOrder: true);
        FormatVectors.Of("blind-indexes.json", "not_searchable").Select(static kind => kind.GetString()!).ShouldBe(Enum.GetNames<ValueKind>().Except(searchable), ignoreOrder: true);
    }

    private static byte[] Utf8(JsonElement vector, string name) => System.Text.Encoding.UTF8.GetBytes(vector.Text(name));

    private static byte[] U16(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
