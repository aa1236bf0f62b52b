using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Backends.Tests;

/// <summary>Sessions are few, on threads of their own, and come back after every kind of loss.</summary>
[Collection(SoftHsmTests.Name)]
public sealed class Pkcs11SessionTests(SoftHsm hsm) : IAsyncLifetime
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private Pkcs11Options _options = null!;
    private Pkcs11UnderTest _test = null!;

    public async ValueTask InitializeAsync()
    {
        _options = hsm.Options(SoftHsm.SessionToken);
        _options.MaximumSessions = 3;
        _test = await Pkcs11UnderTest.StartAsync(_options);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Parallel_calls_share_a_bounded_number_of_sessions_on_threads_of_their_own()
    {
        DataKey[] made = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _test.Backend.GenerateDataKeyAsync(s_context, default).AsTask()));

        made.Select(static key => Convert.ToHexString(key.Plaintext.Span)).Distinct().Count().ShouldBe(100);
        _test.Connector.MostLive.ShouldBeInRange(1, 3);
        _test.Connector.Threads.ShouldAllBe(static name => name!.StartsWith("FieldCrypt PKCS#11 session"));
    }

    [Fact]
    public async Task Hanging_sessions_hold_up_no_caller_that_gives_up_and_no_thread_of_the_pool()
    {
        _test.Stall();
        using var cancellation = new CancellationTokenSource();
        Task[] calls = [.. Enumerable.Range(0, 50).Select(_ => _test.Backend.GenerateDataKeyAsync(s_context, cancellation.Token).AsTask())];
        await _test.CallWaits;

        cancellation.Cancel();
        foreach (Task call in calls)
            await Should.ThrowAsync<OperationCanceledException>(() => call);

        _test.Resume();
        (await _test.Backend.GenerateDataKeyAsync(s_context, default)).Dispose();
        _test.Connector.Threads.ShouldNotContain("thread pool");
    }

    [Theory]
    [InlineData(CKR.CKR_SESSION_HANDLE_INVALID)]
    [InlineData(CKR.CKR_SESSION_CLOSED)]
    [InlineData(CKR.CKR_USER_NOT_LOGGED_IN)]
    [InlineData(CKR.CKR_DEVICE_REMOVED)]
    [InlineData(CKR.CKR_TOKEN_NOT_PRESENT)]
    [InlineData(CKR.CKR_OBJECT_HANDLE_INVALID)]
    [InlineData(CKR.CKR_KEY_HANDLE_INVALID)]
    [InlineData(CKR.CKR_CRYPTOKI_NOT_INITIALIZED)]
    public async Task Lost_session_is_opened_again_and_the_call_succeeds(CKR loss)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);
        int opened = _test.Connector.Opened;
        int left = 1;
        _test.Connector.NextFailure = () => Interlocked.Decrement(ref left) >= 0 ? loss : null;

        using KeyMaterial key = await _test.Backend.UnwrapKeyAsync(made.Wrapped, s_context, default);

        key.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        _test.Connector.Opened.ShouldBe(opened + 1);
    }

    [Theory]
    [InlineData(CKR.CKR_DEVICE_REMOVED)]
    [InlineData(CKR.CKR_DEVICE_ERROR)]
    [InlineData(CKR.CKR_GENERAL_ERROR)]
    [InlineData(CKR.CKR_DEVICE_MEMORY)]
    [InlineData(CKR.CKR_HOST_MEMORY)]
    [InlineData(CKR.CKR_FUNCTION_FAILED)]
    public async Task Token_that_stays_away_is_unavailable_and_comes_back_by_itself(CKR failure)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);
        _test.Connector.NextFailure = () => failure;
        for (int i = 0; i < 3; i++)
        {
            FieldCryptException away = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, s_context, default));
            away.Error.ShouldBe(FieldCryptError.BackendUnavailable, away.ToString());
            away.IsTransient.ShouldBeTrue();
        }

        _test.Connector.NextFailure = static () => null;
        using KeyMaterial key = await _test.Backend.UnwrapKeyAsync(made.Wrapped, s_context, default);
        key.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Theory]
    [InlineData(CKR.CKR_KEY_FUNCTION_NOT_PERMITTED, FieldCryptError.KeyDisabled)]
    [InlineData(CKR.CKR_MECHANISM_INVALID, FieldCryptError.InvalidArgument)]
    [InlineData(CKR.CKR_KEY_UNEXTRACTABLE, FieldCryptError.AccessDenied)]
    [InlineData(CKR.CKR_WRAPPED_KEY_INVALID, FieldCryptError.AuthenticationFailed)]
    [InlineData(CKR.CKR_ENCRYPTED_DATA_INVALID, FieldCryptError.AuthenticationFailed)]
    public async Task Refusal_of_the_token_is_one_typed_error_that_is_not_retried(CKR refusal, FieldCryptError expected)
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);
        _test.Connector.NextFailure = () => refusal;

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, s_context, default));

        failure.Error.ShouldBe(expected);
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Result_that_comes_after_its_caller_has_gone_is_zeroed()
    {
        using var pool = new SessionPool(new FaultyConnector(new TokenConnector(_options)), _options);
        using var reached = new ManualResetEventSlim();
        using var proceed = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        KeyMaterial late = KeyMaterial.Random(32);
        KeyMaterial owned = KeyMaterial.Random(32);
        ValueTask<KeyMaterial> call = pool.RunAsync(
            _ =>
            {
                reached.Set();
                proceed.Wait();
                return late;
            },
            owned,
            cancellation.Token);
        reached.Wait(TestContext.Current.CancellationToken);

        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(async () => await call);
        owned.Buffer.ShouldContain(static value => value != 0);
        proceed.Set();
        pool.Dispose();

        late.Buffer.ShouldAllBe(static value => value == 0);
        owned.Buffer.ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public async Task Disposed_backend_serves_what_waits_and_refuses_what_comes_after()
    {
        _options.KeyLabel = $"kek-{Guid.NewGuid():N}";
        var backend = new Pkcs11Backend(_options);
        Task<KeyDescription> waiting = backend.DescribeKeyAsync(default).AsTask();
        backend.Dispose();

        (await Should.ThrowAsync<FieldCryptException>(() => waiting)).Error.ShouldBe(FieldCryptError.KeyNotFound);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await backend.DescribeKeyAsync(default));
    }
}
