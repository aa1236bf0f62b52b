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

    [Fact]
    public void The_short_key_id_is_the_start_of_SHA_256()
        => WrappedKeyEncoding.ShortKeyId("abc").ToString().ShouldBe("ba7816bf8f01cfea"); // FIPS 180-4 example "abc"
}
