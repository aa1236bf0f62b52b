using CsCheck;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A moment of wrong clock does no harm that outlasts it.</summary>
public sealed class ClockTests : StoreTest
{
    private static readonly byte[] s_payload = [1, 2, 3, 4];

    [Fact]
    public async Task One_call_31_days_ahead_destroys_no_key()
    {
        using EmbeddedKeyStore store = Open();
        byte[] ciphertext = await store.EncryptAsync(Alias, s_payload, Finance);
        await store.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(30));

        Time.Advance(TimeSpan.FromDays(31));
        foreach (EmbeddedKeyStore reader in new[] { store, Open() })
        {
            (await reader.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.PendingDeletion);
            (await reader.ReadClockAsync()).IsConfirmationNeeded.ShouldBeTrue();
        }

        await store.CancelKeyDeletionAsync(Alias);
        await store.EnableKeyAsync(Alias);
        (await store.DecryptAsync(ciphertext, Finance)).Dispose();
    }

    [Fact]
    public async Task A_confirmed_clock_lets_happen_what_is_due()
    {
        using EmbeddedKeyStore store = Open();
        await store.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(30));
        Time.Advance(TimeSpan.FromDays(31));
        (await FailsAsync(FieldCryptError.InvalidArgument, () => store.ConfirmClockAsync(Time.GetUtcNow() - TimeSpan.FromDays(31)))).Message.ShouldContain("Nothing was confirmed");
        (await store.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.PendingDeletion);
        (await store.ConfirmClockAsync(Time.GetUtcNow())).ShouldBe(new KeyStoreClock(Time.GetUtcNow(), Time.GetUtcNow(), false));
        (await store.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.Destroyed);
    }

    [Fact]
    public async Task Time_that_the_store_sees_pass_needs_no_confirmation()
    {
        using EmbeddedKeyStore store = Open(static options => options.RotationPeriod = TimeSpan.FromDays(30));
        for (int day = 0; day < 29; day++)
        {
            Time.Advance(TimeSpan.FromDays(1));
            (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)1);
        }

        Time.Advance(TimeSpan.FromDays(1));
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)2);
        (await store.ReadClockAsync()).IsConfirmationNeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_version_dated_by_a_wrong_clock_is_replaced_when_the_clock_is_right()
    {
        using EmbeddedKeyStore store = Open();
        DateTimeOffset right = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(3000));
        await store.RotateKeyAsync(Alias);

        Time.AdjustTime(right + TimeSpan.FromMinutes(1));
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)3);
        (await store.EncryptAsync(Alias, s_payload, Finance))[20].ShouldBe((byte)3);
        (await store.DescribeKeyAsync(Alias)).Versions[^1].CreatedAt.ShouldBe(Time.GetUtcNow());
    }

    [Fact]
    public async Task A_waiting_period_begun_under_a_clock_behind_is_not_cut_short()
    {
        using EmbeddedKeyStore store = Open();
        DateTimeOffset right = Time.GetUtcNow();
        Time.AdjustTime(right - TimeSpan.FromDays(60));
        (await store.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(7))).DeletionAt.ShouldBe(right + TimeSpan.FromDays(7));
        Time.AdjustTime(right);
        (await store.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.PendingDeletion);
    }

    [Fact]
    public async Task A_listing_by_somebody_who_may_not_delete_a_key_deletes_none()
    {
        using EmbeddedKeyStore admin = Open(static options => options.Principal = "admin");
        await admin.PutKeyPolicyAsync(Alias, new KeyPolicy(
            new KeyPolicyStatement { Sid = "admin", Principals = ["admin"], Actions = ["kms:*"] },
            new KeyPolicyStatement { Sid = "look", Principals = ["*"], Actions = ["kms:DescribeKey", "kms:Decrypt", "kms:Encrypt"] }));
        await admin.ScheduleKeyDeletionAsync(Alias, TimeSpan.FromDays(7));
        await PassAsync(admin, TimeSpan.FromDays(8));

        using EmbeddedKeyStore other = Open(static options => options.Principal = "report");
        (await other.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.PendingDeletion);
        (await other.DescribeKeyAsync(Alias)).State.ShouldBe(KeyState.PendingDeletion);
        await FailsAsync(FieldCryptError.KeyPendingDeletion, () => other.EncryptAsync(Alias, s_payload, Finance));
        (await admin.ListKeysAsync()).ShouldHaveSingleItem().State.ShouldBe(KeyState.Destroyed);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_read_in_spite_of_the_clock()
    {
        using EmbeddedKeyStore store = Open(static options => options.BusyTimeout = TimeSpan.Zero);
        byte[] ciphertext = await store.EncryptAsync(Alias, s_payload, Finance);
        Time.Advance(TimeSpan.FromHours(2));
        using Microsoft.Data.Sqlite.SqliteConnection reader = StoreFile.Connect(StorePath, TimeSpan.Zero);
        using (Microsoft.Data.Sqlite.SqliteTransaction transaction = reader.BeginTransaction(deferred: false))
            (await store.DecryptAsync(ciphertext, Finance)).Dispose();
    }

    /// <summary>Whatever the clock does, the observed time goes forward only, never passes the latest clock, and no single step adds more than the bound.</summary>
    [Fact]
    public void The_observed_time_never_jumps()
        => Gen.Select(Gen.Int[-500, 500].List[1, 50], Gen.Int[1, 200]).Sample((steps, bound) =>
        {
            var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
            var header = new StoreHeader(Guid.Empty, start, "none", [], [], 1, start, start);
            DateTimeOffset clock = start, latest = start;
            foreach (int step in steps)
            {
                clock += TimeSpan.FromHours(step);
                latest = clock > latest ? clock : latest;
                StoreTime time = StoreTime.Of(header, clock, TimeSpan.FromHours(bound));
                time.Observed.ShouldBeGreaterThanOrEqualTo(header.ObservedAt);
                (time.Observed - header.ObservedAt).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(bound));
                time.Observed.ShouldBeLessThanOrEqualTo(latest);
                if (step > bound)
                    time.Observed.ShouldBe(header.ObservedAt);
                header = header with { ClockAt = time.Clock, ObservedAt = time.Observed };
            }
        });
}
