using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>
/// docs/format.md is right: its worked vectors are rebuilt here from the page's rules alone, and the library reads them.
/// </summary>
public partial class FormatPageTests
{
    public static TheoryData<string> Vectors => [.. ReadVectors().Keys];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Every_intermediate_value_follows_from_the_rules(string name)
    {
        JsonElement vector = ReadVectors()[name];
        bool direct = vector.GetProperty("suite").GetInt32() == 2;
        byte[] keyId = Hex(vector, "key_id");
        byte[] section = direct ? [.. U16(Text(vector, "encryption_context")), .. Hex(vector, "wrapped_keys")] : [];
        byte[] salt = direct ? SHA256.HashData(section) : Hex(vector, "record_salt");

        byte[] kdfInput = [0, 0, 0, 1, .. "FieldCrypt record key"u8, 0, (byte)(direct ? 0x12 : 0x11), .. keyId, .. salt, 0, 0, 2, 0];
        kdfInput.ShouldBe(Hex(vector, "kdf_input"));
        byte[] derived = HMACSHA512.HashData(Hex(vector, direct ? "data_key" : "branch_key"), kdfInput);
        derived[..32].ShouldBe(Hex(vector, "record_key"));
        derived[32..].ShouldBe(Hex(vector, "key_commitment"));

        byte[] aad = [.. Hex(vector, "header"), .. U16(Hex(vector, "canonical_context")), .. U16(Text(vector, "table")), .. U16(Text(vector, "column"))];
        aad.ShouldBe(Hex(vector, "aad"));

        byte[] plaintext = Hex(vector, "plaintext");
        byte[] ciphertext = new byte[plaintext.Length];
        byte[] tag = new byte[16];
        using var aes = new AesGcm(derived.AsSpan(0, 32), 16);
        aes.Encrypt(Hex(vector, "nonce"), plaintext, ciphertext, tag, aad);
        byte[] keySection = direct ? U16(section) : salt;
        byte[] envelope = [.. Hex(vector, "header"), .. keyId, .. keySection, .. derived[32..], .. Hex(vector, "nonce"), .. ciphertext, .. tag];
        Convert.ToHexStringLower(envelope).ShouldBe(vector.GetProperty("envelope").GetString());
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_library_reads_it(string name)
    {
        JsonElement vector = ReadVectors()[name];
        var context = EncryptionContext.Parse(vector.GetProperty("encryption_context").GetString()!);
        context.CanonicalBytes.ToArray().ShouldBe(Hex(vector, "canonical_context"));
        Envelope envelope = Envelope.Parse(Hex(vector, "envelope"));
        OpenedKey key;
        if (envelope.Suite == EnvelopeSuite.Direct)
        {
            using KeyMaterial material = KeyMaterial.CopyOf(Hex(vector, "data_key"));
            key = new DirectKey(DirectKeySection.Of(envelope), DirectKeyId.Of(envelope.DirectKeySection), material);
        }
        else
        {
            key = new BranchKey(envelope.KeyId, context, KeyMaterial.CopyOf(Hex(vector, "branch_key")));
        }

        string table = vector.GetProperty("table").GetString()!;
        string column = vector.GetProperty("column").GetString()!;
        switch (envelope.Kind)
        {
            case ValueKind.String:
                Read(new EncryptedColumn<string>(table, column, context, ValueEncodings.String), envelope, key).ShouldBe(vector.GetProperty("value").GetString());
                break;
            case ValueKind.DateOnly:
                Read(new EncryptedColumn<DateOnly>(table, column, context, ValueEncodings.DateOnly), envelope, key).ToString("O").ShouldBe(vector.GetProperty("value").GetString());
                break;
            case ValueKind.Decimal:
                Read(new EncryptedColumn<decimal>(table, column, context, ValueEncodings.Decimal), envelope, key).ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(vector.GetProperty("value").GetString());
                break;
            default:
                Assert.Fail($"no case for {envelope.Kind}");
                break;
        }

        key.Release();
    }

    [Fact]
    public void The_page_lists_every_value_kind()
    {
        string page = Page();
        foreach (ValueKind kind in Enum.GetValues<ValueKind>())
            page.ShouldMatch($@"\|\s*{(int)kind}\s*\|\s*`{kind}`\s*\|");
    }

    private static T Read<T>(EncryptedColumn<T> column, Envelope envelope, OpenedKey key)
    {
        column.TryDecrypt(envelope, key, out T value).ShouldBeTrue();
        return value;
    }

    private static string Page() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "format.md"));

    private static Dictionary<string, JsonElement> ReadVectors() => JsonBlock().Matches(Page())
        .Select(static match => JsonDocument.Parse(match.Groups[1].Value).RootElement)
        .ToDictionary(static vector => vector.GetProperty("name").GetString()!);

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);

    private static byte[] Text(JsonElement vector, string name) => Encoding.UTF8.GetBytes(vector.GetProperty(name).GetString()!);

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
