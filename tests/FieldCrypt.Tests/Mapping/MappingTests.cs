using CsCheck;
using FieldCrypt.Mapping;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.Mapping;

/// <summary>The door for mappers, as a mapper of items (names and stored values) goes through it.</summary>
public sealed class MappingTests : IDisposable
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");

    private readonly MemoryKeyBackend _backend = new();
    private readonly MemoryBranchKeyStore _store = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly MappedColumn _pan = Column("Pan", s_finance);
    private readonly MappedColumn _email = Column("Email", s_finance, searchable: true);
    private readonly MappedColumn _note = Column("Note", EncryptionContext.Empty);
    private readonly MappedColumn _text = TextColumn("Text", s_finance);
    private KeyRing? _keyRing;

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task A_record_has_one_key_for_each_context_and_shares_none(DataKeyMode mode)
    {
        KeyRing keyRing = NewKeyRing(mode);
        var records = new List<Dictionary<string, object>>();
        using (MappingKeys keys = await keyRing.HoldKeysAsync(new KeyNeeds([s_finance, EncryptionContext.Empty, s_finance, EncryptionContext.Empty], []), TestContext.Current.CancellationToken))
        {
            int calls = Calls;
            for (int i = 0; i < 2; i++)
            {
                using RecordWriter record = keys.OpenRecord();
                records.Add(new Dictionary<string, object>
                {
                    ["Pan"] = record.Encrypt(_pan, $"pan {i}"),
                    ["Text"] = record.Encrypt(_text, $"text {i}"),
                    ["Note"] = record.Encrypt(_note, $"note {i}"),
                });
            }

            Calls.ShouldBe(calls, "after the keys are held nothing waits");
        }

        foreach ((int i, Dictionary<string, object> item) in records.Index())
        {
            Commitment(item["Pan"], _pan).ShouldBe(Commitment(item["Text"], _text));
            Commitment(item["Pan"], _pan).ShouldNotBe(Commitment(item["Note"], _note));
            (await _pan.DecryptAsync(keyRing, item["Pan"], TestContext.Current.CancellationToken)).ShouldBe($"pan {i}");
            _text.Decrypt(keyRing, item["Text"]).ShouldBe($"text {i}");
            item["Text"].ShouldBeOfType<string>();
        }

        Commitment(records[0]["Pan"], _pan).ShouldNotBe(Commitment(records[1]["Pan"], _pan));
    }

    [Fact]
    public async Task A_record_that_has_ended_or_never_began_encrypts_nothing()
    {
        using MappingKeys keys = await NewKeyRing().HoldKeysAsync(new KeyNeeds([s_finance], []), TestContext.Current.CancellationToken);
        Should.Throw<ObjectDisposedException>(() =>
        {
            RecordWriter record = keys.OpenRecord();
            record.Encrypt(_pan, "before");
            record.Dispose();
            record.Encrypt(_pan, "after");
        });
        Should.Throw<InvalidOperationException>(() => default(RecordWriter).Encrypt(_pan, "never")).Message.ShouldContain("Nothing was written");
        Should.Throw<InvalidOperationException>(() => default(RecordWriter).ComputeIndex(_email, "never"));
    }

    [Fact]
    public async Task A_context_that_nobody_announced_gets_its_key_while_the_thread_waits()
    {
        KeyRing keyRing = NewKeyRing();
        using MappingKeys keys = await keyRing.HoldKeysAsync(new KeyNeeds([], []), TestContext.Current.CancellationToken);
        _pan.Decrypt(keyRing, Write(keys, _pan, "late")).ShouldBe("late");
        keys.TryEncryptShared(_pan, "shared").ShouldBeNull();
        keys.TryComputeIndex(_email, "a@b.example").ShouldBeNull();
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task What_is_shared_has_a_key_that_no_record_has(DataKeyMode mode)
    {
        KeyRing keyRing = NewKeyRing(mode);
        using MappingKeys keys = await keyRing.HoldKeysAsync(new KeyNeeds([s_finance, s_finance], []), TestContext.Current.CancellationToken);
        object shared = keys.TryEncryptShared(_pan, "1")!;
        Commitment(keys.TryEncryptShared(_pan, "2")!, _pan).ShouldBe(Commitment(shared, _pan));
        if (mode == DataKeyMode.Hierarchical)
            Commitment(Write(keys, _pan, "3"), _pan).ShouldNotBe(Commitment(shared, _pan));
    }

    [Fact]
    public async Task An_index_is_the_same_in_records_and_in_queries()
    {
        KeyRing keyRing = NewKeyRing();
        using MappingKeys save = await keyRing.HoldKeysAsync(new KeyNeeds([s_finance], [s_finance]), TestContext.Current.CancellationToken);
        using MappingKeys query = keyRing.HoldKeys(new KeyNeeds([], [s_finance]));
        byte[] stored;
        using (RecordWriter record = save.OpenRecord())
            stored = record.ComputeIndex(_email, "a@b.example");
        stored.Length.ShouldBe(MappedColumn.IndexLength);
        query.TryComputeIndex(_email, "a@b.example").ShouldBe(stored);
        query.TryComputeIndex(_email, "c@d.example").ShouldNotBe(stored);
        Should.Throw<InvalidOperationException>(() => query.TryComputeIndex(_pan, "4111")).Message.ShouldContain("Card.Pan");
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Keys_of_what_was_read_are_opened_once_and_ahead(DataKeyMode mode)
    {
        KeyRing keyRing = NewKeyRing(mode);
        byte[] stored;
        using (MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([s_finance], [])))
            stored = (byte[])Write(keys, _pan, "4111");
        keyRing.IsClosed("no envelope"u8.ToArray(), out _).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(10));

        keyRing.IsClosed(stored, out ClosedEnvelope closed).ShouldBeTrue();
        await closed.OpenKeyAsync(TestContext.Current.CancellationToken);
        int calls = Calls;
        keyRing.IsClosed(stored, out _).ShouldBeFalse();
        _pan.Decrypt(keyRing, stored).ShouldBe("4111");
        Calls.ShouldBe(calls);

        // A key that cannot be had fails once, and again with the column's name, without another call.
        _time.Advance(TimeSpan.FromMinutes(10));
        _backend.Failure = new FieldCryptException(FieldCryptError.AccessDenied, "No.");
        keyRing.IsClosed(stored, out closed).ShouldBeTrue();
        await closed.OpenKeyAsync(TestContext.Current.CancellationToken).AsTask().ShouldThrowAsync<FieldCryptException>();
        calls = Calls;
        keyRing.IsClosed(stored, out _).ShouldBeFalse();
        Should.Throw<FieldCryptException>(() => _pan.Decrypt(keyRing, stored)).Column.ShouldBe("Card.Pan");
        Calls.ShouldBe(calls);
    }

    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task Reencryption_tells_what_is_due_and_makes_records_under_todays_key(DataKeyMode mode)
    {
        KeyRing keyRing = NewKeyRing(mode);
        byte[] old;
        using (MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([s_finance], [])))
            old = (byte[])Write(keys, _pan, "4111");
        if (mode == DataKeyMode.Hierarchical)
            await keyRing.BranchKeys!.RotateAsync(s_finance);

        using ReencryptionKeys today = await keyRing.GetReencryptionKeysAsync(TestContext.Current.CancellationToken);
        await today.HoldAsync([s_finance], TestContext.Current.CancellationToken);
        today.Wrote(old, s_finance).ShouldBe(mode == DataKeyMode.Direct);
        (await _note.TryDecryptAsync(keyRing, old, TestContext.Current.CancellationToken)).ShouldBeNull("written for another column");
        object value = (await _pan.TryDecryptAsync(keyRing, old, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        using MappingKeys held = await today.HoldRecordAsync(s_finance, TestContext.Current.CancellationToken);
        byte[] renewed = (byte[])Write(held, _pan, value);
        today.Wrote(renewed, s_finance).ShouldBeTrue();
        _pan.Decrypt(keyRing, renewed).ShouldBe("4111");
        if (today.FindBranchKeyId(s_finance) is { } id)
            EnvelopeLayout.TryIdentify(renewed, out _, out BranchKeyId written).ShouldBe(written == id);
    }

    [Fact]
    public async Task Converters_encrypt_while_they_are_let_and_never_else()
    {
        KeyRing keyRing = NewKeyRing();
        var property = new EncryptedProperty<string, byte[]>(typeof(MappingTests), "Pan", s_finance, ValueEncodings.String, static (_, _) => Array.Empty<byte>(), static (_, _) => "");
        string binding = MappedColumn.Create(property, "Card", "Pan", s_finance).BindingTo(keyRing);
        using MappingKeys keys = await keyRing.HoldKeysAsync(new KeyNeeds([s_finance], []), TestContext.Current.CancellationToken);
        using (keys.LetConvertersEncrypt())
            _pan.Decrypt(keyRing, EncryptedValues.Encrypt(property, "4111", binding)).ShouldBe("4111");
        Should.Throw<FieldCryptException>(() => EncryptedValues.Encrypt(property, "4111", binding)).Error.ShouldBe(FieldCryptError.QueryNotSupported);
    }

    [Fact]
    public void An_owners_context_travels_in_the_binding()
    {
        KeyRing keyRing = NewKeyRing();
        var property = new EncryptedProperty<string, byte[]>(typeof(MappingTests), "Pan", EncryptionContext.Empty, ValueEncodings.String, static (_, _) => Array.Empty<byte>(), static (_, _) => "") { TakesOwnersContext = true };
        EncryptionContext owners = EncryptionContext.Parse("Path=a/b,Owner=x");
        MappedColumn column = MappedColumn.Create(property, "Card", "Pan", owners);
        using MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([owners], []));
        EncryptedValues.Decrypt(property, (byte[])Write(keys, column, "4111"), column.BindingTo(keyRing)).ShouldBe("4111");
    }

    [Fact]
    public void The_key_id_is_where_the_layout_says_in_bytes_and_in_text()
    {
        MappedColumn padded = TextColumn("Padded", s_finance, padTo: 16);
        KeyRing keyRing = NewKeyRing();
        Gen.String[0, 50].Sample(value =>
        {
            using MappingKeys keys = keyRing.HoldKeys(new KeyNeeds([s_finance], []));
            foreach (MappedColumn column in new[] { _pan, _text, padded })
            {
                object stored;
                try
                {
                    stored = Write(keys, column, value);
                }
                catch (FieldCryptException exception) when (exception.Error == FieldCryptError.ValueNotSupported)
                {
                    continue; // Half of a surrogate pair.
                }

                ReadOnlyMemory<byte> bytes = EnvelopeLayout.BytesOf(stored, column.Storage);
                EnvelopeLayout.TryIdentify(bytes.Span[..EnvelopeLayout.PrefixLength], out EnvelopeSuite suite, out BranchKeyId id).ShouldBeTrue();
                suite.ShouldBe(EnvelopeSuite.Hierarchical);
                (int position, int length) = EnvelopeLayout.KeyIdPart(column.Storage);
                object part = stored is string text ? text.Substring(position, length) : ((byte[])stored)[position..(position + length)];
                EnvelopeLayout.KeyIdPartsOf(id, column.Storage, [column.Kind]).ShouldContain(candidate => part is string ? part.Equals(candidate) : ((byte[])part).SequenceEqual((byte[])candidate));
                EnvelopeLayout.LengthOf(bytes.Length, column.Storage).ShouldBe(stored is string whole ? whole.Length : ((byte[])stored).Length);
                (stored is string start ? start.StartsWith(EnvelopeLayout.TextStart, StringComparison.Ordinal) : ((byte[])stored).AsSpan().StartsWith(EnvelopeLayout.Start)).ShouldBeTrue();
                bytes.Length.ShouldBeGreaterThanOrEqualTo(EnvelopeLayout.Overhead);
            }
        }, iter: 200);
        EnvelopeLayout.TryIdentify("plain text, no envelope"u8, out _, out _).ShouldBeFalse();
    }

    public void Dispose() => _keyRing?.Dispose();

    private static object Write(MappingKeys keys, MappedColumn column, object value)
    {
        using RecordWriter record = keys.OpenRecord();
        return record.Encrypt(column, value);
    }

    private static string Commitment(object stored, MappedColumn column)
        => Convert.ToHexString(Envelope.Parse(EnvelopeLayout.BytesOf(stored, column.Storage).Span).Commitment);

    private static MappedColumn Column(string name, EncryptionContext context, bool searchable = false)
        => MappedColumn.Create(
            new EncryptedProperty<string, byte[]>(typeof(MappingTests), name, context, ValueEncodings.String, static (_, _) => Array.Empty<byte>(), static (_, _) => "") { Searchable = searchable },
            "Card", name, context);

    private static MappedColumn TextColumn(string name, EncryptionContext context, int padTo = 0)
        => MappedColumn.Create(
            new EncryptedProperty<string, string>(typeof(MappingTests), name, context, ValueEncodings.String, static (_, _) => "", static (_, _) => "") { PadTo = padTo },
            "Card", name, context);

    private int Calls => _backend.GenerateCalls + _backend.WrapCalls + _backend.UnwrapCalls;

    private KeyRing NewKeyRing(DataKeyMode mode = DataKeyMode.Hierarchical)
        => _keyRing = new KeyRing(new KeyRingOptions { Name = $"mapping-{Guid.NewGuid():n}", DataKeys = mode, TimeProvider = _time }, [_backend], _store);
}
