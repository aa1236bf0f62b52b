using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Backends.Tests;

/// <summary>A key ring over real backends: few calls, outages, two backends at once, moving from one to another.</summary>
public sealed class KeyRingOverBackendsTests(MotoServer moto, SoftHsm hsm) : IAsyncLifetime
{
    private const string Pan = "4000001234567899";
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");
    private static readonly EncryptionContext s_hr = EncryptionContext.Parse("Department=hr");

    private readonly string _folder = Directory.CreateTempSubdirectory("fieldcrypt-rings-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private AwsKmsUnderTest _aws = null!;
    private EmbeddedBranchKeyStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _aws = await AwsKmsUnderTest.StartAsync(moto);
        _store = new EmbeddedBranchKeyStore(Path.Combine(_folder, "branch-keys.fck"), timeProvider: _time);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Thousands_of_records_cost_two_kms_calls_per_context_and_a_second_process_two_more()
    {
        byte[] envelope = [];
        using (KeyRing writing = Ring(_aws.Backend))
        {
            for (int i = 0; i < 5000; i++)
                envelope = await EncryptAsync(writing, i % 2 == 0 ? s_hr : s_finance);
        }

        _aws.Front.Calls["GenerateDataKey"].ShouldBe(4, "a branch key and the key of its set for each context");
        _aws.Front.Calls.ContainsKey("Decrypt").ShouldBeFalse();
        using KeyRing reading = Ring(_aws.Backend);
        for (int i = 0; i < 1000; i++)
            (await reading.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
        _aws.Front.Calls["Decrypt"].ShouldBe(2);
    }

    [Fact]
    public async Task Direct_mode_costs_exactly_one_kms_call_per_record()
    {
        using var ring = new KeyRing(new KeyRingOptions { DataKeys = DataKeyMode.Direct }, [_aws.Backend], null);

        for (int i = 0; i < 200; i++)
            await EncryptAsync(ring, s_finance);

        _aws.Front.Calls["GenerateDataKey"].ShouldBe(200);
        _aws.Front.Calls.Keys.Single(static operation => operation is "Encrypt" or "Decrypt" or "GenerateDataKey").ShouldBe("GenerateDataKey");
    }

    [Fact]
    public async Task Outage_leaves_live_leases_working_fails_the_rest_as_transient_and_heals_by_itself()
    {
        using KeyRing ring = Ring(new ResilientKeyBackend(_aws.Backend, new KeyBackendResilience { BaseDelay = TimeSpan.Zero, MinimumThroughput = 6 }, _time));
        byte[] envelope = await EncryptAsync(ring, s_finance);
        _aws.Front.Fault = KmsFront.Error("KMSInternalException", "", 500);

        for (int minute = 0; minute < 4; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            (await ring.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
            await EncryptAsync(ring, s_finance);
            FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => EncryptAsync(ring, s_hr));
            failure.IsTransient.ShouldBeTrue(failure.ToString());
        }

        _time.Advance(TimeSpan.FromMinutes(5));
        FieldCryptException ended = await Should.ThrowAsync<FieldCryptException>(async () => await ring.DecryptAsync(Column(s_finance), envelope));
        ended.IsTransient.ShouldBeTrue(ended.ToString());

        _aws.Front.Fault = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        (await ring.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
        await EncryptAsync(ring, s_hr);
    }

    [Fact]
    public async Task Throttling_storm_is_met_with_bounded_attempts_then_silence_and_heals_by_itself()
    {
        const int callers = 200;
        using var ring = new KeyRing(new KeyRingOptions { DataKeys = DataKeyMode.Direct, TimeProvider = _time },
            [new ResilientKeyBackend(_aws.Backend, new KeyBackendResilience { BaseDelay = TimeSpan.Zero }, _time)], null);
        _aws.Front.Fault = KmsFront.Error("ThrottlingException", "Rate exceeded");

        (await FailAsync(ring)).Error.ShouldBe(FieldCryptError.BackendThrottled);
        _aws.Front.Calls["GenerateDataKey"].ShouldBe(3);
        FieldCryptException[] storm = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => FailAsync(ring)));

        int calls = _aws.Front.Calls["GenerateDataKey"];
        calls.ShouldBeLessThanOrEqualTo(3 + 3 * callers);
        storm.ShouldAllBe(static failure => failure.IsTransient && (failure.Error == FieldCryptError.BackendThrottled || failure.Error == FieldCryptError.BackendUnavailable));

        // The circuit is open: what comes now costs no call, and is told at once.
        FieldCryptException[] refused = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => FailAsync(ring)));
        refused.ShouldAllBe(static failure => failure.IsTransient && failure.Error == FieldCryptError.BackendUnavailable);
        _aws.Front.Calls["GenerateDataKey"].ShouldBe(calls);

        _aws.Front.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(6));
        await EncryptAsync(ring, s_finance);
        _aws.Front.Calls["GenerateDataKey"].ShouldBe(calls + 1);

        static async Task<FieldCryptException> FailAsync(KeyRing ring) => await Should.ThrowAsync<FieldCryptException>(() => EncryptAsync(ring, s_finance));
    }

    [Fact]
    public async Task Kms_and_hsm_together_wrap_each_branch_key_and_either_alone_opens_it()
    {
        await using Pkcs11UnderTest token = await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.RingToken));
        byte[] envelope;
        using (KeyRing both = Ring(_aws.Backend, token.Backend))
            envelope = await EncryptAsync(both, s_finance);

        foreach (IKeyBackend alone in (IKeyBackend[])[_aws.Backend, token.Backend])
        {
            using KeyRing one = Ring(alone);
            (await one.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
        }
    }

    [Fact]
    public async Task Moving_from_kms_to_an_hsm_rewraps_branch_keys_and_touches_no_value()
    {
        await using Pkcs11UnderTest token = await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.RingToken));
        byte[] envelope;
        using (KeyRing before = Ring(_aws.Backend))
            envelope = await EncryptAsync(before, s_finance);

        using (KeyRing moving = Ring(token.Backend, _aws.Backend))
            (await moving.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);
        using (KeyRing onToken = Ring(token.Backend))
            (await onToken.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);

        (await _store.ListAsync(default)).Keys.Single().WrappedKeys.Single().Provider.ShouldBe("pkcs11");
        await _aws.DisableAsync();
        using KeyRing after = Ring(token.Backend);
        (await after.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
    }

    [Fact]
    public async Task Rewrap_after_a_rotation_on_demand_is_one_re_encrypt_per_branch_key_and_opens_none_here()
    {
        string[] contexts = ["Department=finance", "Department=hr", "Department=legal"];
        var envelopes = new Dictionary<string, byte[]>();
        using (KeyRing writing = Ring(_aws.Backend))
        {
            foreach (string context in contexts)
                envelopes[context] = await EncryptAsync(writing, EncryptionContext.Parse(context));
        }

        IReadOnlyList<BranchKeyRecord> before = (await _store.ListAsync(default)).Keys;
        await _aws.RotateAsync();
        _aws.Front.Calls.Clear();
        var audit = new RecordingAuditSink();
        using (var rewrapping = new KeyRing(new KeyRingOptions { TimeProvider = _time }, [new ResilientKeyBackend(_aws.Backend)], _store, [audit]))
            (await rewrapping.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(contexts.Length);

        _aws.Front.Calls.ToArray().ShouldBe([new("Decrypt", contexts.Length), new("ReEncrypt", 2 * contexts.Length)], ignoreOrder: true, "each branch key and the key of its set, which signs");
        audit.Events.Count(static used => used is { Operation: "RewrapKey", Outcome: "Success" }).ShouldBe(2 * contexts.Length);
        audit.Events.Count(static used => used.Operation == "UnwrapKey").ShouldBe(contexts.Length, "the keys of the sets, and no branch key");
        audit.Events.ShouldNotContain(static used => used.Operation == "WrapKey");
        IReadOnlyList<BranchKeyRecord> after = (await _store.ListAsync(default)).Keys;
        foreach (BranchKeyRecord record in after)
            record.WrappedKeys.Single().Ciphertext.ShouldNotBe(before.Single(old => old.Id == record.Id).WrappedKeys.Single().Ciphertext);
        using KeyRing reading = Ring(_aws.Backend);
        foreach (string context in contexts)
            (await reading.DecryptAsync(Column(EncryptionContext.Parse(context)), envelopes[context])).ShouldBe(Pan);
    }

    [Theory]
    [InlineData(1, "intent", 0, FieldCryptError.AuditUnavailable)]
    [InlineData(2, "RewrapKey", 0, FieldCryptError.AuditUnavailable)]
    [InlineData(3, "UnwrapKey of the set's key", 0, FieldCryptError.AuditUnavailable)]
    [InlineData(4, "outcome", 1, FieldCryptError.ChangeNotRecorded)]
    [InlineData(5, "next intent", 1, FieldCryptError.AuditUnavailable)]
    [InlineData(6, "next RewrapKey", 1, FieldCryptError.AuditUnavailable)]
    [InlineData(8, "next outcome", 2, FieldCryptError.ChangeNotRecorded)]
    [InlineData(9, "intent of the set", 2, FieldCryptError.AuditUnavailable)]
    [InlineData(10, "RewrapKey of the set's key", 2, FieldCryptError.AuditUnavailable)]
    [InlineData(11, "outcome of the set", 2, FieldCryptError.ChangeNotRecorded)]
    public async Task Rewrap_stopped_at_any_step_leaves_every_value_readable_and_the_next_one_finishes(int step, string stopsAt, int done, FieldCryptError error)
    {
        EncryptionContext[] contexts = [s_finance, s_hr];
        var envelopes = new List<byte[]>();
        using (KeyRing writing = Ring(_aws.Backend))
        {
            foreach (EncryptionContext context in contexts)
                envelopes.Add(await EncryptAsync(writing, context));
        }

        await _aws.RotateAsync();
        var audit = new RecordingAuditSink { RefusedEvent = step };
        using (var stopped = new KeyRing(new KeyRingOptions { TimeProvider = _time }, [_aws.Backend], _store, [audit]))
            (await Should.ThrowAsync<FieldCryptException>(() => stopped.BranchKeys!.RewrapAsync())).Error.ShouldBe(error, stopsAt);

        (await _store.ListAsync(default)).Keys.Count(static record => record.Revision > 0).ShouldBe(done);
        await ShouldReadAsync();
        using (KeyRing again = Ring(_aws.Backend))
            (await again.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(contexts.Length);
        await ShouldReadAsync();

        async Task ShouldReadAsync()
        {
            using KeyRing reading = Ring(_aws.Backend);
            for (int i = 0; i < contexts.Length; i++)
                (await reading.DecryptAsync(Column(contexts[i]), envelopes[i])).ShouldBe(Pan);
        }
    }

    [Fact]
    public async Task Rewrap_moves_branch_keys_to_another_kms_key_without_opening_them_and_drops_what_another_backend_wrapped()
    {
        await using Pkcs11UnderTest token = await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.RingToken));
        await using AwsKmsUnderTest other = await AwsKmsUnderTest.StartAsync(moto);
        byte[] envelope;
        using (KeyRing both = Ring(token.Backend, _aws.Backend))
            envelope = await EncryptAsync(both, s_finance);

        using (KeyRing moving = Ring(other.Under(other.Alias, _aws.Key.Arn)))
            (await moving.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);

        (await _store.ListAsync(default)).Keys.Single().WrappedKeys.Single().KeyId.ShouldBe(other.Key.Arn);
        other.Front.Calls["ReEncrypt"].ShouldBe(2, "the branch key and the key of its set");
        other.Front.Calls["Decrypt"].ShouldBe(1, "the key of the set, and not the branch key");
        await _aws.DisableAsync();
        using KeyRing after = Ring(other.Backend);
        (await after.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
    }

    [Fact]
    public async Task Rewrap_under_several_backends_opens_the_key_once_and_wraps_it_by_each()
    {
        await using Pkcs11UnderTest token = await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.RingToken));
        using (KeyRing writing = Ring(_aws.Backend))
            await EncryptAsync(writing, s_finance);
        _aws.Front.Calls.Clear();

        using (KeyRing both = Ring(_aws.Backend, token.Backend))
            (await both.BranchKeys!.RewrapAsync()).Rewrapped.ShouldBe(1);

        _aws.Front.Calls.ToArray().ShouldBe([new("Decrypt", 3), new("Encrypt", 2)], ignoreOrder: true, "the branch key, and the key of its set to sign and to wrap");
        (await _store.ListAsync(default)).Keys.Single().WrappedKeys.Select(static wrapped => wrapped.Provider).ShouldBe(["aws-kms", "pkcs11"]);
    }

    [Fact]
    public async Task Refused_rewrap_leaves_the_store_as_it_was()
    {
        byte[] envelope;
        using (KeyRing writing = Ring(_aws.Backend))
            envelope = await EncryptAsync(writing, s_finance);
        BranchKeyRecord before = (await _store.ListAsync(default)).Keys.Single();
        _aws.Front.Fault = KmsFront.Error("AccessDeniedException", "not authorized to perform: kms:ReEncryptFrom");
        using (KeyRing rewrapping = Ring(_aws.Backend))
        {
            BranchKeyRewrapResult result = await rewrapping.BranchKeys!.RewrapAsync();
            result.Rewrapped.ShouldBe(0);
            result.PassedOver.Select(static failure => (failure.Id, failure.Cause.Error)).ShouldBe([(before.Id, FieldCryptError.AccessDenied), (null, FieldCryptError.AccessDenied)]);
            result.PassedOver[0].Cause.Message.ShouldContain("ReEncrypt");
        }

        _aws.Front.Fault = null;
        (await _store.ListAsync(default)).Keys.Single().Revision.ShouldBe(before.Revision);
        using KeyRing after = Ring(_aws.Backend);
        (await after.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
    }

    [Fact]
    public async Task Rotation_of_the_token_s_key_and_rewrap_let_the_old_version_be_destroyed()
    {
        await using Pkcs11UnderTest token = await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.RingToken));
        byte[] envelope;
        using (KeyRing ring = Ring(token.Backend))
        {
            envelope = await EncryptAsync(ring, s_finance);
            await token.RotateAsync();
            await ring.BranchKeys!.RewrapAsync();
        }

        await token.Administration.DestroyVersionAsync("00000001");

        using KeyRing after = Ring(token.Backend);
        (await after.DecryptAsync(Column(s_finance), envelope)).ShouldBe(Pan);
    }

    private KeyRing Ring(params IKeyBackend[] backends) => new(new KeyRingOptions { TimeProvider = _time }, backends, _store);

    private static EncryptedColumn<string> Column(EncryptionContext context) => new("Card", "Pan", context, ValueEncodings.String);

    private static async Task<byte[]> EncryptAsync(KeyRing ring, EncryptionContext context)
    {
        using RecordKey key = await ring.CreateRecordKeyAsync(context);
        return Column(context).Encrypt(Pan, key);
    }
}
