using CsCheck;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Small payloads directly under a key: they come back under their context only, and any change is refused.</summary>
public sealed class DirectEncryptionTests : StoreTest
{
    private static readonly Gen<EncryptionContext> s_contexts = Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 64], Gen.String[Gen.Char['0', '9'], 1, 384])
        .Select(static (name, value) => EncryptionContext.Create(new KeyValuePair<string, string>(name, value)));

    [Fact]
    public void Any_payload_comes_back_under_any_context()
    {
        using EmbeddedKeyStore store = Open();
        Gen.Select(Gen.Byte.Array[1, 4096], s_contexts).Sample(
            (payload, context) =>
            {
                byte[] ciphertext = store.EncryptAsync(Alias, payload, context).GetAwaiter().GetResult();
                using KeyMaterial plaintext = store.DecryptAsync(ciphertext, context).GetAwaiter().GetResult();
                return ciphertext.Length == payload.Length + 101 && plaintext.Span.SequenceEqual(payload) && ciphertext.AsSpan().IndexOf(payload.AsSpan()) < (payload.Length < 4 ? int.MaxValue : 0);
            },
            iter: 100);
    }

    [Fact]
    public async Task A_change_of_any_bit_is_refused()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, new byte[] { 1, 2, 3 }, Finance);
        for (int bit = 0; bit < ciphertext.Length * 8; bit++)
        {
            byte[] changed = [.. ciphertext];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(() => store.DecryptAsync(changed, Finance));
            exception.Error.ShouldBe(bit is >= 8 and < 21 * 8 ? FieldCryptError.KeyNotFound : FieldCryptError.AuthenticationFailed, $"bit {bit}");
        }
    }

    [Fact]
    public async Task A_cut_or_lengthened_ciphertext_is_refused()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, new byte[] { 1, 2, 3 }, Finance);
        for (int length = 0; length < ciphertext.Length; length++)
            await FailsAsync(FieldCryptError.AuthenticationFailed, () => store.DecryptAsync(ciphertext.AsMemory(0, length), Finance));
        await FailsAsync(FieldCryptError.AuthenticationFailed, () => store.DecryptAsync((byte[])[.. ciphertext, 0], Finance));
        await FailsAsync(FieldCryptError.AuthenticationFailed, () => store.DecryptAsync(new byte[8192], Finance));
    }

    [Fact]
    public async Task Another_context_is_refused_and_named()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, new byte[] { 1, 2, 3 }, Finance);
        foreach (EncryptionContext other in new[] { Hr, EncryptionContext.Empty, EncryptionContext.Parse("department=finance"), EncryptionContext.Parse("Department=finance,Table=Card") })
        {
            FieldCryptException exception = await FailsAsync(FieldCryptError.AuthenticationFailed, () => store.DecryptAsync(ciphertext, other));
            exception.Message.ShouldContain($"under context \"{other}\"");
            exception.KeyId.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Payloads_of_no_or_too_many_bytes_are_refused()
    {
        using EmbeddedKeyStore store = Open();
        await FailsAsync(FieldCryptError.ValueTooLarge, () => store.EncryptAsync(Alias, Array.Empty<byte>(), Finance));
        (await FailsAsync(FieldCryptError.ValueTooLarge, () => store.EncryptAsync(Alias, new byte[4097], Finance))).Message.ShouldContain("GenerateDataKeyAsync");
    }

    [Fact]
    public async Task The_same_payload_never_gives_the_same_bytes()
    {
        using EmbeddedKeyStore store = Open();
        byte[][] ciphertexts = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => store.EncryptAsync(Alias, new byte[32], Finance)));
        ciphertexts.Select(static bytes => Convert.ToHexString(bytes, 21, 32)).Distinct().Count().ShouldBe(64, "salts");
        ciphertexts.Select(static bytes => Convert.ToHexString(bytes, 85, 32)).Distinct().Count().ShouldBe(64, "ciphertexts");
    }

    [Fact]
    public async Task A_data_key_comes_back_and_each_is_another()
    {
        using EmbeddedKeyStore store = Open();
        using DataKey first = await store.GenerateDataKeyAsync(Alias, Finance);
        using DataKey second = await store.GenerateDataKeyAsync(Alias, Finance);
        first.Plaintext.Length.ShouldBe(32);
        first.Plaintext.Span.SequenceEqual(second.Plaintext.Span).ShouldBeFalse();
        using KeyMaterial opened = await store.DecryptAsync(first.Wrapped.Ciphertext, Finance);
        opened.Span.SequenceEqual(first.Plaintext.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_stores_ciphertext_is_told_by_its_key()
    {
        using EmbeddedKeyStore store = Open();
        using EmbeddedKeyStore other = EmbeddedKeyStore.Open(Folder["other.fck"]);
        byte[] ciphertext = await other.EncryptAsync(Alias, new byte[] { 1 }, Finance);
        (await FailsAsync(FieldCryptError.KeyNotFound, () => store.DecryptAsync(ciphertext, Finance))).Message.ShouldContain((await other.DescribeKeyAsync(Alias)).KeyId);
    }

    [Fact]
    public async Task Many_calls_at_once_all_succeed()
    {
        using EmbeddedKeyStore first = Open();
        using EmbeddedKeyStore second = Open();
        int failures = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            EmbeddedKeyStore store = i % 2 == 0 ? first : second;
            byte[] payload = [(byte)i, 1, 2];
            byte[] ciphertext = await store.EncryptAsync(Alias, payload, Finance);
            if (i % 8 == 0)
                await store.RotateKeyAsync(Alias);
            using KeyMaterial plaintext = await (i % 3 == 0 ? first : second).DecryptAsync(ciphertext, Finance);
            if (!plaintext.Span.SequenceEqual(payload))
                Interlocked.Increment(ref failures);
        }));
        failures.ShouldBe(0);
        (await first.DescribeKeyAsync(Alias)).CurrentVersion.ShouldBe(9);
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_such_and_the_store_goes_on()
    {
        using EmbeddedKeyStore store = Open();
        await Should.ThrowAsync<OperationCanceledException>(() => store.EncryptAsync(Alias, new byte[] { 1 }, Finance, new CancellationToken(canceled: true)));
        await store.EncryptAsync(Alias, new byte[] { 1 }, Finance);
    }

    [Fact]
    public async Task Calls_do_not_block_the_calling_thread()
    {
        CreateStore();
        using EmbeddedKeyStore store = Open();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        Task[] calls;
        using (connection.BeginTransaction())
        {
            // The file is held, so no call can end: each must have come back to this thread all the same.
            calls = [.. Enumerable.Range(0, 8).Select(_ => store.RotateKeyAsync(Alias))];
            calls.ShouldAllBe(static call => !call.IsCompleted);
        }

        await Task.WhenAll(calls);
    }
}
