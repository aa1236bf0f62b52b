using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Vectors;

/// <summary>docs/vectors/envelopes.json: rebuilt from the rules of docs/format.md alone, read by the library, and written by it.</summary>
public partial class EnvelopeVectorTests
{
    private const string File = "envelopes.json";

    public static TheoryData<string> Vectors => [.. FormatVectors.Names(File)];

    public static TheoryData<string> DirectVectors => [.. FormatVectors.Of(File).Where(static vector => vector.Number("suite") == 2).Select(static vector => vector.Text("name"))];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_intermediate_value_follows_from_the_rules(string name)
    {
        JsonElement vector = FormatVectors.Named(File, name);
        bool direct = vector.Number("suite") == 2;
        byte[] keyId = vector.Hex("key_id");
        byte[] section = direct ? [.. U16(Utf8(vector, "encryption_context")), .. vector.Hex("wrapped_keys")] : [];
        byte[] salt = direct ? SHA256.HashData(section) : vector.Hex("record_salt");
        if (direct)
        {
            section.ShouldBe(vector.Hex("direct_key_section"));
            salt.ShouldBe(vector.Hex("section_digest"));
        }

        byte[] kdfInput = [0, 0, 0, 1, .. "FieldCrypt record key"u8, 0, (byte)(direct ? 0x12 : 0x11), .. keyId, .. salt, 0, 0, 2, 0];
        kdfInput.ShouldBe(vector.Hex("kdf_input"));
        byte[] derived = HMACSHA512.HashData(vector.Hex(direct ? "data_key" : "branch_key"), kdfInput);
        derived[..32].ShouldBe(vector.Hex("record_key"));
        derived[32..].ShouldBe(vector.Hex("key_commitment"));

        byte[] header = [0xFC, 0x45, (byte)(direct ? 0x12 : 0x11), (byte)((int)Enum.Parse<ValueKind>(vector.Text("kind")) | (vector.Number("pad_to") > 0 ? 0x20 : 0))];
        header.ShouldBe(vector.Hex("header"));
        byte[] aad = [.. header, .. U16(vector.Hex("canonical_context")), .. U16(Utf8(vector, "table")), .. U16(Utf8(vector, "column"))];
        aad.ShouldBe(vector.Hex("aad"));

        // The library's own plaintext, so that the bytes are what it writes under this salt and nonce.
        byte[] plaintext = Pad(VectorKinds.Of(vector.Text("kind")).Encode(vector.GetProperty("value")), vector.Number("pad_to"));
        plaintext.ShouldBe(vector.Hex("plaintext"));
        byte[] ciphertext = new byte[plaintext.Length];
        byte[] tag = new byte[16];
        using var aes = new AesGcm(derived.AsSpan(0, 32), 16);
        aes.Encrypt(vector.Hex("nonce"), plaintext, ciphertext, tag, aad);
        ciphertext.ShouldBe(vector.Hex("ciphertext"));
        tag.ShouldBe(vector.Hex("tag"));
        byte[] keySection = direct ? U16(section) : salt;
        byte[] envelope = [.. header, .. keyId, .. keySection, .. derived[32..], .. vector.Hex("nonce"), .. ciphertext, .. tag];
        Convert.ToHexStringLower(envelope).ShouldBe(vector.Text("envelope"));
        if (vector.Has("text"))
            Convert.ToBase64String(envelope).TrimEnd('=').Replace('+', '-').Replace('/', '_').ShouldBe(vector.Text("text"));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_library_reads_it(string name)
    {
        JsonElement vector = FormatVectors.Named(File, name);
        vector.Context().CanonicalBytes.ToArray().ShouldBe(vector.Hex("canonical_context"));
        byte[] envelope = vector.Has("text") ? EnvelopeText.TryDecode(vector.Text("text")).ShouldNotBeNull() : vector.Hex("envelope");
        envelope.ShouldBe(vector.Hex("envelope"));
        OpenedKey key = KeyOf(vector, envelope);

        VectorKinds.Of(vector.Text("kind")).Decrypt(vector, envelope, key).ShouldBeJson(vector.Node("value"), name);
        key.Release();
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_library_writes_the_same_but_for_its_own_nonce(string name)
    {
        JsonElement vector = FormatVectors.Named(File, name);
        byte[] expected = vector.Hex("envelope");
        VectorKind kind = VectorKinds.Of(vector.Text("kind"));
        using RecordKey record = RecordKeyOf(vector);
        byte[] written = kind.Encrypt(vector, record);

        Parts(written).ShouldBe(Parts(expected));
        if (vector.Has("text"))
            EnvelopeText.Encode(expected).ShouldBe(vector.Text("text"));
        OpenedKey key = KeyOf(vector, written);
        kind.Decrypt(vector, written, key).ShouldBeJson(vector.Node("value"), name);
        key.Release();

        // What stands before the nonce, and the length.
        static string Parts(byte[] bytes)
        {
            Envelope envelope = Envelope.Parse(bytes);
            return $"{Convert.ToHexString(bytes.AsSpan(0, bytes.Length - envelope.Ciphertext.Length - 28))} {bytes.Length}";
        }
    }

    [Theory]
    [MemberData(nameof(DirectVectors))]
    public async Task The_wrapped_key_of_a_direct_envelope_opens_by_the_embedded_store_s_rules(string name)
    {
        JsonElement vector = FormatVectors.Named(File, name);
        DirectKeySection section = DirectKeySection.Of(Envelope.Parse(vector.Hex("envelope")));
        section.Encode().ShouldBe(vector.Hex("direct_key_section"));
        using KeyMaterial key = await new VectorKeyBackend(FormatVectors.Of(File, "keys").Single()).UnwrapKeyAsync(section.WrappedKeys[^1], section.Context, CancellationToken.None);
        key.Span.ToArray().ShouldBe(vector.Hex("data_key"));
    }

    [Fact]
    public void There_is_one_of_every_kind_and_of_every_case()
    {
        JsonElement[] vectors = [.. FormatVectors.Of(File)];
        vectors.Select(static vector => vector.Text("name")).ShouldBeUnique();
        vectors.Select(static vector => Enum.Parse<ValueKind>(vector.Text("kind"))).Distinct().ShouldBe(Enum.GetValues<ValueKind>(), ignoreOrder: true);
        foreach (int suite in (int[])[1, 2])
        {
            vectors.ShouldContain(vector => vector.Number("suite") == suite && vector.Text("encryption_context") == "");
            vectors.ShouldContain(vector => vector.Number("suite") == suite && vector.Number("pad_to") > 0);
        }

        vectors.Where(static vector => vector.Has("text")).Select(static vector => vector.Hex("envelope").Length % 3).Distinct().Count().ShouldBe(3);
        vectors.ShouldContain(static vector => vector.Has("wrapped_keys") && vector.Hex("wrapped_keys")[0] == 2);
    }

    [Fact]
    public void The_page_lists_every_value_kind_and_shows_the_first_vector()
    {
        string page = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "format.md"));
        foreach (ValueKind kind in Enum.GetValues<ValueKind>())
            page.ShouldMatch($@"\|\s*{(int)kind}\s*\|\s*`{kind}`\s*\|");
        JsonElement shown = JsonDocument.Parse(JsonBlock().Match(page).Groups[1].Value).RootElement;
        foreach (JsonProperty property in FormatVectors.Of(File).First().EnumerateObject())
            shown.GetProperty(property.Name).ToString().ShouldBe(property.Value.ToString(), property.Name);
    }

    private static OpenedKey KeyOf(JsonElement vector, byte[] bytes)
    {
        Envelope envelope = Envelope.Parse(bytes);
        if (envelope.Suite == EnvelopeSuite.Hierarchical)
            return new BranchKey(envelope.KeyId, vector.Context(), KeyMaterial.CopyOf(vector.Hex("branch_key")));
        using KeyMaterial material = KeyMaterial.CopyOf(vector.Hex("data_key"));
        return new DirectKey(DirectKeySection.Of(envelope), DirectKeyId.Of(envelope.DirectKeySection), material);
    }

    private static RecordKey RecordKeyOf(JsonElement vector)
    {
        if (vector.Number("suite") == 2)
        {
            using KeyMaterial material = KeyMaterial.CopyOf(vector.Hex("data_key"));
            return DirectKey.CreateRecordKey(DirectKeySection.Of(Envelope.Parse(vector.Hex("envelope"))), material);
        }

        byte[] derived = new byte[RecordKeyDerivation.OutputLength];
        RecordKeyDerivation.Derive(vector.Hex("branch_key"), EnvelopeSuite.Hierarchical, BranchKeyId.Read(vector.Hex("key_id")), vector.Hex("record_salt"), derived);
        return new RecordKey(EnvelopeSuite.Hierarchical, vector.Context(), [.. vector.Hex("key_id"), .. vector.Hex("record_salt")], derived);
    }

    private static byte[] Pad(byte[] plaintext, int padTo) => padTo == 0
        ? plaintext
        : [.. plaintext, 0x80, .. new byte[padTo - 1 - (plaintext.Length % padTo)]];

    private static byte[] Utf8(JsonElement vector, string name) => Encoding.UTF8.GetBytes(vector.Text(name));

    private static byte[] U16(byte[] bytes)
    {
        byte[] prefixed = new byte[2 + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(prefixed, (ushort)bytes.Length);
        bytes.CopyTo(prefixed, 2);
        return prefixed;
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
