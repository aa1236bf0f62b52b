using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.TestKit;

/// <summary>What every key backend does, whatever is behind it. Derive, say how to start one, and all of it runs.</summary>
public abstract class KeyBackendConformance : IAsyncLifetime
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance,Purpose=cards");
    private BackendUnderTest _test = null!;

    protected BackendUnderTest Test => _test;

    private IKeyBackend Backend => _test.Backend;

    public async ValueTask InitializeAsync() => _test = await StartAsync();

    public ValueTask DisposeAsync() => _test?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected abstract ValueTask<BackendUnderTest> StartAsync();

    [Theory]
    [InlineData("")]
    [InlineData("Department=finance")]
    [InlineData("Department=finance,Purpose=cards,Tenant=ÄÖÜ 東京")]
    public async Task Generated_key_is_256_bits_and_opens_again(string text)
    {
        EncryptionContext context = EncryptionContext.Parse(text);
        using DataKey made = await Backend.GenerateDataKeyAsync(context, default);
        using KeyMaterial opened = await Backend.UnwrapKeyAsync(made.Wrapped, context, default);

        made.Plaintext.Length.ShouldBe(32);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        opened.Span.ToArray().Distinct().Count().ShouldBeGreaterThan(8);
        made.Wrapped.Provider.ShouldBe(Backend.Provider);
    }

    [Fact]
    public async Task Key_made_elsewhere_is_wrapped_and_opens_again()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        WrappedKey wrapped = await Backend.WrapKeyAsync(key, s_finance, default);
        using KeyMaterial opened = await Backend.UnwrapKeyAsync(wrapped, s_finance, default);

        opened.Span.ToArray().ShouldBe(key.Span.ToArray());
    }

    [Fact]
    public async Task Wrapped_key_fits_stores_and_envelopes_and_shows_no_key_bytes()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);

        WrappedKeyEncoding.TryDecode(WrappedKeyEncoding.Encode([made.Wrapped]))!.Single().ShouldBeEquivalentTo(made.Wrapped);
        made.Wrapped.Ciphertext.AsSpan().IndexOf(made.Plaintext.Span).ShouldBe(-1);
        made.Wrapped.ToString().ShouldNotContain(Convert.ToHexString(made.Plaintext.Span), Case.Insensitive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Department=finance")]
    [InlineData("Department=hr,Purpose=cards")]
    [InlineData("Department=cards,Purpose=finance")]
    [InlineData("Department=finance,Purpose=cards,Tenant=7")]
    [InlineData("department=finance,Purpose=cards")]
    public async Task Another_context_opens_nothing(string other)
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await Backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Parse(other), default));

        failure.Error.ShouldBe(FieldCryptError.AuthenticationFailed, failure.Message);
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Every_changed_byte_of_a_wrapped_key_fails_for_good()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        for (int at = 0; at < made.Wrapped.Ciphertext.Length; at++)
        {
            byte[] changed = [.. made.Wrapped.Ciphertext];
            changed[at] ^= 0x01;
            await ShouldBeTamperedAsync(made.Wrapped with { Ciphertext = changed }, $"byte {at}");
        }
    }

    [Fact]
    public async Task Shortened_and_lengthened_wrapped_keys_fail_for_good()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        byte[] whole = made.Wrapped.Ciphertext;
        foreach (byte[] changed in (byte[][])[whole[..^1], whole[..^8], whole[1..], whole[..1], [.. whole, 0], [.. whole, .. whole]])
            await ShouldBeTamperedAsync(made.Wrapped with { Ciphertext = changed }, $"{changed.Length} bytes");
    }

    [Fact]
    public async Task Unknown_key_is_told_as_such()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        IKeyBackend unknown = Test.UnderUnknownKey;

        await ShouldFailAsync(FieldCryptError.KeyNotFound, async () => await unknown.GenerateDataKeyAsync(s_finance, default));
        await ShouldFailAsync(FieldCryptError.KeyNotFound, async () => await unknown.WrapKeyAsync(key, s_finance, default));
        await ShouldFailAsync(FieldCryptError.KeyNotFound, async () => await unknown.DescribeKeyAsync(default));
    }

    [Fact]
    public async Task Stored_key_id_of_no_configured_key_is_refused_and_nothing_is_sent_there()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        WrappedKey planted = made.Wrapped with { KeyId = Test.UnknownKeyId };

        FieldCryptException failure = await ShouldFailAsync(Test.IsOneTrust ? FieldCryptError.KeyNotFound : FieldCryptError.KeyNotTrusted, async () => await Backend.UnwrapKeyAsync(planted, s_finance, default));

        failure.KeyId.ShouldBe(Test.UnknownKeyId);
        Test.Requests.ShouldNotContain(request => Names(request, Test.UnknownKeyId));
        await ShouldFailAsync(FieldCryptError.KeyNotTrusted, async () => await Backend.UnwrapKeyAsync(made.Wrapped with { Provider = "other" }, s_finance, default));
    }

    [Fact]
    public async Task Key_that_the_credentials_open_is_refused_until_it_is_listed()
    {
        IKeyBackend other = await Test.UnderOtherKeyAsync();
        using KeyMaterial known = KeyMaterial.Random(32);
        WrappedKey planted = await other.WrapKeyAsync(known, s_finance, default);
        (await Backend.GenerateDataKeyAsync(s_finance, default)).Dispose();
        if (!Test.IsOneTrust)
        {
            int before = Test.Requests.Count(request => Names(request, planted.KeyId));
            FieldCryptException failure = await ShouldFailAsync(FieldCryptError.KeyNotTrusted, async () => await Backend.UnwrapKeyAsync(planted, s_finance, default));
            failure.Message.ShouldContain("AdditionalKeys");
            failure.Message.ShouldContain(Backend.KeyName);
            if (Backend.CanRewrapKeys)
                await ShouldFailAsync(FieldCryptError.KeyNotTrusted, async () => await Backend.RewrapKeyAsync(planted, s_finance, default));

            // The one place that all backends are called from refuses as well.
            var audit = new RecordingAuditSink();
            var set = new BackendSet([Backend], TimeSpan.FromSeconds(60), TimeProvider.System, new AuditTrail([audit], "test", TimeProvider.System));
            await ShouldFailAsync(FieldCryptError.KeyNotTrusted, () => set.UnwrapAsync([planted], s_finance, default));
            await ShouldFailAsync(FieldCryptError.KeyNotTrusted, () => set.RewrapAsync([planted], s_finance, default));
            audit.Events.Select(static told => told.Outcome).ShouldBe(["KeyNotTrusted", "KeyNotTrusted"]);
            Test.Requests.Count(request => Names(request, planted.KeyId)).ShouldBe(before);
        }

        IKeyBackend trusting = Test.Trusting(planted.KeyId);
        using KeyMaterial opened = await trusting.UnwrapKeyAsync(planted, s_finance, default);
        opened.Span.ToArray().ShouldBe(known.Span.ToArray());
        trusting.Trusts(planted).ShouldBe(KeyTrust.Trusted);
    }

    [Fact]
    public async Task Keys_wrapped_before_a_rotation_open_after_it()
    {
        using DataKey before = await Backend.GenerateDataKeyAsync(s_finance, default);
        await Test.RotateAsync();
        using DataKey after = await Backend.GenerateDataKeyAsync(s_finance, default);

        if (Test.TellsVersion)
            after.Wrapped.KeyVersion.ShouldNotBe(before.Wrapped.KeyVersion);
        foreach (DataKey made in (DataKey[])[before, after])
        {
            using KeyMaterial opened = await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, default);
            opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        }
    }

    [Fact]
    public async Task Rewrapped_key_opens_under_its_context_or_the_backend_says_that_it_rewraps_none()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        await Test.RotateAsync();
        if (!Backend.CanRewrapKeys)
        {
            await Should.ThrowAsync<NotSupportedException>(async () => await Backend.RewrapKeyAsync(made.Wrapped, s_finance, default));
            return;
        }

        WrappedKey rewrapped = await Backend.RewrapKeyAsync(made.Wrapped, s_finance, default);

        rewrapped.Ciphertext.ShouldNotBe(made.Wrapped.Ciphertext);
        using KeyMaterial opened = await Backend.UnwrapKeyAsync(rewrapped, s_finance, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        byte[] changed = [.. made.Wrapped.Ciphertext];
        changed[^1] ^= 1;
        await ShouldFailAsync(FieldCryptError.AuthenticationFailed, async () => await Backend.RewrapKeyAsync(made.Wrapped, EncryptionContext.Parse("Department=hr"), default));
        await ShouldFailAsync(FieldCryptError.AuthenticationFailed, async () => await Backend.RewrapKeyAsync(made.Wrapped with { Ciphertext = changed }, s_finance, default));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Backend.RewrapKeyAsync(made.Wrapped, s_finance, new CancellationToken(canceled: true)));
        await Test.DisableAsync();
        await ShouldFailAsync(FieldCryptError.KeyDisabled, async () => await Backend.RewrapKeyAsync(made.Wrapped, s_finance, default));
    }

    [Fact]
    public async Task Disabled_key_opens_nothing_until_it_is_enabled()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        await Test.DisableAsync();

        await ShouldFailAsync(FieldCryptError.KeyDisabled, async () => await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, default));
        if (Test.DisablesWrapping)
        {
            await ShouldFailAsync(FieldCryptError.KeyDisabled, async () => await Backend.GenerateDataKeyAsync(s_finance, default));
            await ShouldFailAsync(FieldCryptError.KeyDisabled, async () => await Backend.WrapKeyAsync(key, s_finance, default));
            (await Backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.Disabled);
        }

        await Test.EnableAsync();
        using KeyMaterial opened = await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Description_names_provider_and_key()
    {
        KeyDescription description = await Backend.DescribeKeyAsync(default);
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);

        description.Provider.ShouldBe(Backend.Provider);
        description.KeyId.ShouldBe(made.Wrapped.KeyId);
        description.State.ShouldBe(KeyState.Enabled);
    }

    [Fact]
    public async Task Cancelled_call_ends_as_cancelled()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(async () => await Backend.GenerateDataKeyAsync(s_finance, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Backend.WrapKeyAsync(key, s_finance, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Backend.DescribeKeyAsync(cancelled));
    }

    [Fact]
    public async Task Cancelling_a_call_that_waits_for_the_place_ends_it_and_the_next_one_works()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        Test.Stall();
        using var cancellation = new CancellationTokenSource();
        Task<KeyMaterial> call = Backend.UnwrapKeyAsync(made.Wrapped, s_finance, cancellation.Token).AsTask();
        await Test.CallWaits;
        call.IsCompleted.ShouldBeFalse();

        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => call);

        Test.Resume();
        using KeyMaterial opened = await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Place_that_does_not_answer_is_a_timeout_and_transient()
    {
        using DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        var time = new FakeTimeProvider();
        var set = new BackendSet([Backend], TimeSpan.FromSeconds(10), time, new AuditTrail([], "test", time));
        Test.Stall();
        Task<KeyMaterial> call = set.UnwrapAsync([made.Wrapped], s_finance, default);
        await Test.CallWaits;
        call.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(10));
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => call);

        failure.Error.ShouldBe(FieldCryptError.BackendTimeout, failure.Message);
        failure.IsTransient.ShouldBeTrue();
        Test.Resume();
    }

    [Fact]
    public async Task Sixty_four_calls_at_once_give_sixty_four_keys()
    {
        DataKey[] made = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Backend.GenerateDataKeyAsync(ContextOf(i), default).AsTask()));
        KeyMaterial[] opened = await Task.WhenAll(made.Select((key, i) => Backend.UnwrapKeyAsync(key.Wrapped, ContextOf(i), default).AsTask()));

        opened.Select(static key => Convert.ToHexString(key.Span)).ShouldBe(made.Select(static key => Convert.ToHexString(key.Plaintext.Span)));
        opened.Select(static key => Convert.ToHexString(key.Span)).Distinct().Count().ShouldBe(64);
        made.Select(static key => Convert.ToHexString(key.Wrapped.Ciphertext)).Distinct().Count().ShouldBe(64);
        foreach (DataKey key in made)
            key.Dispose();
        foreach (KeyMaterial key in opened)
            key.Dispose();

        static EncryptionContext ContextOf(int i) => EncryptionContext.Parse($"Tenant={i % 5}");
    }

    [Fact]
    public async Task Disposed_keys_are_zeroed_and_a_wrapped_key_of_the_caller_is_left_alone()
    {
        DataKey made = await Backend.GenerateDataKeyAsync(s_finance, default);
        byte[] clear = made.Plaintext.Span.ToArray();
        await Backend.WrapKeyAsync(made.Plaintext, s_finance, default);
        KeyMaterial opened = await Backend.UnwrapKeyAsync(made.Wrapped, s_finance, default);
        made.Plaintext.Span.ToArray().ShouldBe(clear);

        made.Dispose();
        opened.Dispose();

        made.Plaintext.Buffer.ShouldAllBe(static value => value == 0);
        opened.Buffer.ShouldAllBe(static value => value == 0);
    }

    private async Task ShouldBeTamperedAsync(WrappedKey wrapped, string what)
    {
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await Backend.UnwrapKeyAsync(wrapped, s_finance, default), what);
        Test.TamperErrors.ShouldContain(failure.Error, $"{what}: {failure.Message}");
        failure.IsTransient.ShouldBeFalse(what);
    }

    private bool Names(string request, string keyId) => request.Contains(Test.NameInRequests(keyId), StringComparison.Ordinal);

    private static async Task<FieldCryptException> ShouldFailAsync(FieldCryptError error, Func<Task> call)
    {
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(call);
        failure.Error.ShouldBe(error, failure.ToString());
        failure.IsTransient.ShouldBeFalse();
        failure.KeyId.ShouldNotBeNullOrEmpty();
        return failure;
    }
}
