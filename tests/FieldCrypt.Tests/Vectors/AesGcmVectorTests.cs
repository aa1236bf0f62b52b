using System.Text.Json;

namespace FieldCrypt.Tests.Vectors;

/// <summary>AES-256-GCM as envelopes use it: published vectors through the code that reads values.</summary>
public class AesGcmVectorTests
{
    // The test cases of the GCM specification that SP 800-38D refers to (256-bit keys, 96-bit nonces): 13 to 16.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919")]
    [InlineData("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "", "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255", "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad", "b094dac5d93471bdec1a502270e3cc6c")]
    [InlineData("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2", "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39", "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void Published_examples(string key, string nonce, string aad, string plaintext, string ciphertext, string tag)
    {
        byte[] expected = Convert.FromHexString(plaintext);
        byte[] read = new byte[expected.Length];

        Open(Convert.FromHexString(key), Convert.FromHexString(nonce), Convert.FromHexString(aad), Convert.FromHexString(ciphertext), Convert.FromHexString(tag), read)
            .ShouldBe(DecryptionResult.Success);
        read.ShouldBe(expected);

        byte[] changed = Convert.FromHexString(tag);
        changed[15] ^= 1;
        Open(Convert.FromHexString(key), Convert.FromHexString(nonce), Convert.FromHexString(aad), Convert.FromHexString(ciphertext), changed, read)
            .ShouldBe(DecryptionResult.AuthenticationFailed);
    }

    [Fact]
    public void Wycheproof_vectors()
    {
        int run = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read("aes_gcm_test.json"))
        {
            if (group.Number("keySize") != 256 || group.Number("ivSize") != 96 || group.Number("tagSize") != 128)
                continue;
            byte[] expected = test.Hex("msg");
            byte[] read = new byte[expected.Length];
            DecryptionResult result = Open(test.Hex("key"), test.Hex("iv"), test.Hex("aad"), test.Hex("ct"), test.Hex("tag"), read);

            result.ShouldBe(test.IsValid() ? DecryptionResult.Success : DecryptionResult.AuthenticationFailed, test.Name());
            if (test.IsValid())
                read.ShouldBe(expected, test.Name());
            run++;
        }

        run.ShouldBeGreaterThan(50);
    }

    private static DecryptionResult Open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext, byte[] tag, byte[] plaintext)
    {
        byte[] commitment = [.. Enumerable.Repeat((byte)7, 32)];
        byte[] envelope = [0xFC, 0x45, 0x11, 0x02, .. new byte[8 + 24], .. commitment, .. nonce, .. ciphertext, .. tag];
        using var reader = new RecordReader([.. key, .. commitment]);
        return reader.Decrypt(Envelope.Parse(envelope), aad, plaintext);
    }
}
