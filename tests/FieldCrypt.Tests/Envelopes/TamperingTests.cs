using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>No changed or moved envelope decrypts, and each error says what it is.</summary>
public sealed class TamperingTests : IDisposable
{
    private readonly TestRing _keys = new();

    public void Dispose() => _keys.Dispose();

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Every_flipped_bit_is_refused(DataKeyMode mode)
    {
        using var keys = new TestRing(options => options.DataKeys = mode);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("4111111111111111");

        for (int bit = 0; bit < envelope.Length * 8; bit++)
        {
            byte[] changed = [.. envelope];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, changed).AsTask(), $"bit {bit}");
        }
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Every_shorter_or_longer_envelope_is_refused(DataKeyMode mode)
    {
        using var keys = new TestRing(options => options.DataKeys = mode);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "4111111111111111");

        for (int length = 0; length < envelope.Length; length++)
            await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope[..length]).AsTask(), $"length {length}");
        await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, (byte[])[.. envelope, 0]).AsTask());
    }

    [Fact]
    public async Task A_value_moved_to_another_column_or_table_is_refused()
    {
        byte[] envelope = await _keys.EncryptAsync(Columns.Pan, "4111111111111111");

        await Refused(Columns.Holder, envelope, FieldCryptError.AuthenticationFailed, "Card.Holder", "moved here from another column");
        await Refused(new EncryptedColumn<string>("Account", "Pan", Columns.Finance, ValueEncodings.String), envelope, FieldCryptError.AuthenticationFailed, "Account.Pan");
        await Refused(new EncryptedColumn<string>("Car", "dPan", Columns.Finance, ValueEncodings.String), envelope, FieldCryptError.AuthenticationFailed, "Car.dPan");
    }

    [Fact]
    public async Task A_value_of_another_context_is_refused_with_both_contexts_named()
    {
        byte[] envelope = await _keys.EncryptAsync(Columns.Pan, "4111111111111111");
        var moved = new EncryptedColumn<string>("Card", "Pan", Columns.Hr, ValueEncodings.String);

        await Refused(moved, envelope, FieldCryptError.EncryptionContextMismatch, "Department=finance", "Department=hr");
    }

    [Fact]
    public async Task A_value_of_another_type_is_refused_with_both_types_named()
    {
        byte[] envelope = await _keys.EncryptAsync(Columns.Pan, "12345678");
        var number = new EncryptedColumn<long>("Card", "Pan", Columns.Finance, ValueEncodings.Int64);

        var exception = await Should.ThrowAsync<FieldCryptException>(_keys.Ring.DecryptAsync(number, envelope).AsTask());
        exception.Error.ShouldBe(FieldCryptError.TypeMismatch);
        exception.Message.ShouldContain("was written as String");
        exception.Message.ShouldContain("now holds Int64");
    }

    [Fact]
    public async Task Plaintext_truncated_and_future_envelopes_are_told_apart()
    {
        byte[] envelope = await _keys.EncryptAsync(Columns.Pan, "4111111111111111");
        byte[] future = [.. envelope];
        future[2] = 0x21;
        byte[] unknownFlag = [.. envelope];
        unknownFlag[3] |= 0x80;

        await Refused(Columns.Pan, "4111111111111111"u8.ToArray(), FieldCryptError.NotAnEnvelope, "Card.Pan", "plaintext from before encryption");
        await Refused(Columns.Pan, [], FieldCryptError.NotAnEnvelope, "0 bytes");
        await Refused(Columns.Pan, envelope[..50], FieldCryptError.EnvelopeTruncated, "50 bytes", "Widen the column");
        await Refused(Columns.Pan, future, FieldCryptError.EnvelopeVersionUnsupported, "format version 2", "Update FieldCrypt");
        await Refused(Columns.Pan, unknownFlag, FieldCryptError.EnvelopeVersionUnsupported, "flags 4");
    }

    [Fact]
    public async Task A_plaintext_that_looks_like_an_envelope_is_encrypted_like_any_other()
    {
        byte[] envelope = await _keys.EncryptAsync(Columns.Pan, "x");
        var bytes = new EncryptedColumn<byte[]>("Card", "Raw", Columns.Finance, ValueEncodings.Bytes);

        byte[] twice = await _keys.EncryptAsync(bytes, envelope);
        twice.Length.ShouldBe(envelope.Length + 96);
        (await _keys.Ring.DecryptAsync(bytes, twice)).ShouldBe(envelope);
    }

    [Fact]
    public async Task Two_records_share_no_salt_nonce_or_commitment_and_one_record_shares_its_key()
    {
        var salts = new HashSet<string>();
        var nonces = new HashSet<string>();
        var commitments = new HashSet<string>();
        for (int i = 0; i < 500; i++)
        {
            using RecordKey key = await _keys.Ring.CreateRecordKeyAsync(Columns.Finance);
            byte[] first = Columns.Pan.Encrypt("4111111111111111", key);
            byte[] second = Columns.Holder.Encrypt("A", key);
            Envelope.Parse(first).RecordSalt.SequenceEqual(Envelope.Parse(second).RecordSalt).ShouldBeTrue();
            salts.Add(Convert.ToHexString(Envelope.Parse(first).RecordSalt));
            commitments.Add(Convert.ToHexString(Envelope.Parse(first).Commitment));
            nonces.Add(Convert.ToHexString(Envelope.Parse(first).Nonce));
            nonces.Add(Convert.ToHexString(Envelope.Parse(second).Nonce));
        }

        (salts.Count, commitments.Count, nonces.Count).ShouldBe((500, 500, 1000));
    }

    private async Task Refused<T>(EncryptedColumn<T> column, byte[] envelope, FieldCryptError error, params string[] said)
    {
        var exception = await Should.ThrowAsync<FieldCryptException>(_keys.Ring.DecryptAsync(column, envelope).AsTask());
        exception.Error.ShouldBe(error);
        exception.Column.ShouldBe(column.FullName);
        foreach (string part in said)
            exception.Message.ShouldContain(part);
        exception.ToString().ShouldNotContain("4111111111111111");
    }
}
