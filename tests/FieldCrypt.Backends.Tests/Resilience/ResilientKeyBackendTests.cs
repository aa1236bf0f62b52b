using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Backends.Tests;

public sealed class ResilientKeyBackendTests
{
    private static readonly WrappedKey s_wrapped = new("scripted", "cards-kek", "", [1]);
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(FieldCryptError.BackendUnavailable)]
    [InlineData(FieldCryptError.BackendThrottled)]
    [InlineData(FieldCryptError.BackendTimeout)]
    public async Task Transient_failure_is_tried_again_until_it_passes(FieldCryptError error)
    {
        var inner = new ScriptedBackend((attempt, _) => attempt < 3 ? throw ScriptedBackend.Failure(error) : new(KeyMaterial.Random(32)));
        using KeyMaterial key = await Call(new ResilientKeyBackend(inner, WithoutDelay()));

        inner.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Attempts_are_bounded_and_the_last_failure_is_told()
    {
        var inner = new ScriptedBackend((_, _) => throw ScriptedBackend.Failure(FieldCryptError.BackendThrottled));

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => Call(new ResilientKeyBackend(inner, WithoutDelay())));

        failure.Error.ShouldBe(FieldCryptError.BackendThrottled);
        inner.Attempts.ShouldBe(3);
    }

    [Theory]
    [InlineData(FieldCryptError.AccessDenied)]
    [InlineData(FieldCryptError.AuthenticationFailed)]
    [InlineData(FieldCryptError.KeyNotFound)]
    [InlineData(FieldCryptError.KeyDisabled)]
    [InlineData(FieldCryptError.KeyDestroyed)]
    public async Task What_another_attempt_cannot_change_is_tried_once_and_opens_no_circuit(FieldCryptError error)
    {
        var inner = new ScriptedBackend((_, _) => throw ScriptedBackend.Failure(error));
        var resilient = new ResilientKeyBackend(inner, WithoutDelay() with { MinimumThroughput = 2 });

        for (int i = 1; i <= 10; i++)
        {
            (await Should.ThrowAsync<FieldCryptException>(() => Call(resilient))).Error.ShouldBe(error);
            inner.Attempts.ShouldBe(i);
        }
    }

    [Fact]
    public async Task Wait_between_attempts_is_taken_from_the_clock_and_grows()
    {
        var inner = new ScriptedBackend((_, _) => throw ScriptedBackend.Failure(FieldCryptError.BackendUnavailable));
        var resilient = new ResilientKeyBackend(inner, new KeyBackendResilience { BaseDelay = TimeSpan.FromSeconds(10) }, _time);

        Task<KeyMaterial> call = Call(resilient);
        inner.Attempts.ShouldBe(1);
        call.IsCompleted.ShouldBeFalse();
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Should.ThrowAsync<FieldCryptException>(() => call);
        inner.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Circuit_opens_after_failures_refuses_at_once_and_closes_again_by_itself()
    {
        bool down = true;
        var inner = new ScriptedBackend((_, _) => down ? throw ScriptedBackend.Failure(FieldCryptError.BackendUnavailable) : new(KeyMaterial.Random(32)));
        var resilient = new ResilientKeyBackend(inner, WithoutDelay() with { MaximumAttempts = 1, MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(5) }, _time);
        for (int i = 0; i < 4; i++)
            await Should.ThrowAsync<FieldCryptException>(() => Call(resilient));

        FieldCryptException refused = await Should.ThrowAsync<FieldCryptException>(() => Call(resilient));
        refused.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        refused.IsTransient.ShouldBeTrue();
        inner.Attempts.ShouldBe(4);

        down = false;
        _time.Advance(TimeSpan.FromSeconds(5.1));
        using KeyMaterial key = await Call(resilient);
        inner.Attempts.ShouldBe(5);
    }

    [Fact]
    public async Task Attempt_that_never_answers_is_given_up_even_if_it_ignores_its_token()
    {
        var never = new TaskCompletionSource<KeyMaterial>();
        var inner = new ScriptedBackend((_, _) => new(never.Task));
        var resilient = new ResilientKeyBackend(inner, new KeyBackendResilience { MaximumAttempts = 1, AttemptTimeout = TimeSpan.FromSeconds(3) }, _time);
        Task<KeyMaterial> call = Call(resilient);
        call.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(3));

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => call);
        failure.Error.ShouldBe(FieldCryptError.BackendTimeout);
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Key_that_an_abandoned_attempt_brings_late_is_zeroed()
    {
        var answer = new TaskCompletionSource<KeyMaterial>();
        KeyMaterial second = KeyMaterial.Random(32);
        var inner = new ScriptedBackend((attempt, _) => attempt == 1 ? new(answer.Task) : new(second));
        var resilient = new ResilientKeyBackend(inner, WithoutDelay() with { AttemptTimeout = TimeSpan.FromSeconds(3) }, _time);
        Task<KeyMaterial> call = Call(resilient);
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await call).ShouldBeSameAs(second);
        KeyMaterial late = KeyMaterial.Random(32);
        answer.SetResult(late);

        late.Buffer.ShouldAllBe(static value => value == 0);
        second.Buffer.ShouldContain(static value => value != 0);
        second.Dispose();
    }

    [Fact]
    public async Task Cancelled_call_is_not_tried_again()
    {
        using var cancellation = new CancellationTokenSource();
        var inner = new ScriptedBackend((_, token) =>
        {
            cancellation.Cancel();
            token.ThrowIfCancellationRequested();
            return new(KeyMaterial.Random(32));
        });

        await Should.ThrowAsync<OperationCanceledException>(async () => await new ResilientKeyBackend(inner, WithoutDelay()).UnwrapKeyAsync(s_wrapped, EncryptionContext.Empty, cancellation.Token));

        inner.Attempts.ShouldBe(1);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var inner = new ScriptedBackend((_, _) => throw ScriptedBackend.Failure(FieldCryptError.AccessDenied));

        Should.Throw<FieldCryptException>(() => new ResilientKeyBackend(inner, new KeyBackendResilience { MaximumAttempts = 0 }))
            .Message.ShouldContain(nameof(KeyBackendResilience.MaximumAttempts));
    }

    private static KeyBackendResilience WithoutDelay() => new() { BaseDelay = TimeSpan.Zero, MinimumThroughput = 100 };

    private static Task<KeyMaterial> Call(ResilientKeyBackend backend) => backend.UnwrapKeyAsync(s_wrapped, EncryptionContext.Empty, default).AsTask();
}
