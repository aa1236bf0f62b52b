using System.Text;
using CsCheck;

namespace FieldCrypt.Tests.DataKeys;

public class WrappedKeyEncodingTests
{
    private static readonly Gen<WrappedKey> s_keys =
        from provider in Gen.String[Gen.Char["abc-"], 1, 32]
        from id in Gen.String[Gen.Char["abc:/é"], 1, 60]
        from version in Gen.String[Gen.Char["0123"], 0, 8]
        from ciphertext in Gen.Byte.Array[1, 400]
        select new WrappedKey(provider, id, version, ciphertext);

    [Fact]
    public void It_reads_back_what_it_wrote()
        => s_keys.List[1, 4].Sample(keys =>
        {
            IReadOnlyList<WrappedKey>? read = WrappedKeyEncoding.TryDecode(WrappedKeyEncoding.Encode(keys));
            read.ShouldNotBeNull();
            read.Select(static key => (key.Provider, key.KeyId, key.KeyVersion, Convert.ToHexString(key.Ciphertext)))
                .ShouldBe(keys.Select(static key => (key.Provider, key.KeyId, key.KeyVersion, Convert.ToHexString(key.Ciphertext))));
        });

    [Fact]
    public void Cut_or_lengthened_bytes_are_refused()
        => s_keys.List[1, 2].Sample(keys =>
        {
            byte[] encoded = WrappedKeyEncoding.Encode(keys);
            for (int length = 0; length < encoded.Length; length++)
                WrappedKeyEncoding.TryDecode(encoded.AsSpan(0, length)).ShouldBeNull();
            WrappedKeyEncoding.TryDecode([.. encoded, 0]).ShouldBeNull();
        }, iter: 20);

    public static TheoryData<string, WrappedKey> OutOfRange => new()
    {
        { "no provider", new WrappedKey("", "k", "", [1]) },
        { "a provider of 33", new WrappedKey(new string('p', 33), "k", "", [1]) },
        { "a provider with a blank", new WrappedKey("a b", "k", "", [1]) },
        { "a provider with a control character", new WrappedKey("a\u007f", "k", "", [1]) },
        { "a provider that is not ASCII", new WrappedKey("é", "k", "", [1]) },
        { "no key id", new WrappedKey("p", "", "", [1]) },
        { "a key id of 2,049 bytes", new WrappedKey("p", new string('k', 2049), "", [1]) },
        { "a key id with a line feed", new WrappedKey("p", "k\nk", "", [1]) },
        { "a key id with a control character of two bytes", new WrappedKey("p", "k\u0085", "", [1]) },
        { "a version of 256 bytes", new WrappedKey("p", "k", new string('v', 256), [1]) },
        { "a version with a control character", new WrappedKey("p", "k", "\u001b[31m", [1]) },
        { "no ciphertext", new WrappedKey("p", "k", "", []) },
        { "a ciphertext of 8,193 bytes", new WrappedKey("p", "k", "", new byte[8193]) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void What_is_out_of_range_is_neither_written_nor_read(string what, WrappedKey key)
    {
        Should.Throw<FieldCryptException>(() => WrappedKeyEncoding.Encode([key]), what).Error.ShouldBe(FieldCryptError.InvalidArgument);
        WrappedKeyEncoding.TryDecode(Raw(key)).ShouldBeNull(what);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_instead_of_replaced()
        => Should.Throw<FieldCryptException>(() => WrappedKeyEncoding.Encode([new WrappedKey("p", "k\ud800", "", [1])])).Error.ShouldBe(FieldCryptError.InvalidArgument);

    [Fact]
    public void The_greatest_fields_are_written_and_read()
    {
        var greatest = new WrappedKey(new string('~', 32), new string('k', 2048), new string('v', 255), new byte[8192]);

        byte[] encoded = WrappedKeyEncoding.Encode([greatest, greatest, greatest, greatest]);
        encoded.ShouldBe([4, .. Enumerable.Repeat(Raw(greatest)[1..], 4).SelectMany(static bytes => bytes)]);
        WrappedKeyEncoding.TryDecode(encoded)!.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("01017000026bff000001aa")] // key id 6b ff
    [InlineData("01017000016b02c080000001aa")] // version c0 80
    [InlineData("01017000036beda080000001aa")] // too short for its fields
    [InlineData("0001700001")]
    [InlineData("05")]
    public void Bytes_that_are_no_UTF_8_or_counts_out_of_range_are_refused(string hex)
        => WrappedKeyEncoding.TryDecode(Convert.FromHexString(hex)).ShouldBeNull();

    [Fact]
    public void Only_one_form_of_each_list_is_read()
        => Gen.Byte.Array[0, 60].Sample(static bytes =>
        {
            bytes = [1, 1, (byte)'p', 0, 1, .. bytes];
            if (WrappedKeyEncoding.TryDecode(bytes) is { } keys)
                WrappedKeyEncoding.Encode(keys).ShouldBe(bytes);
        });

    [Fact]
    public void The_short_key_id_is_the_start_of_SHA_256()
        => WrappedKeyEncoding.ShortKeyId("abc").ToString().ShouldBe("ba7816bf8f01cfea"); // FIPS 180-4 example "abc"

    /// <summary>The fields as they are, whatever their range.</summary>
    private static byte[] Raw(WrappedKey key)
    {
        byte[] provider = Encoding.UTF8.GetBytes(key.Provider), id = Encoding.UTF8.GetBytes(key.KeyId), version = Encoding.UTF8.GetBytes(key.KeyVersion);
        return [1, (byte)provider.Length, .. provider, .. U16(id), .. id, (byte)version.Length, .. version, .. U16(key.Ciphertext), .. key.Ciphertext];
    }

    private static byte[] U16(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length];
}
