using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.KeyRings;

/// <summary>Who disables, destroys or ends leases wins over whatever is under way, at every step of it.</summary>
public class RevocationTests
{
    private static readonly string[] s_openingSteps = ["before find", "after find", "before unwrap", "after unwrap", "audit UnwrapKey Success"];
    private static readonly string[] s_creationSteps = ["before find set", "after find set", "audit CreateBranchKey Intent", "before generate", "after generate", "audit GenerateDataKey Success", "before add", "after add", "audit CreateBranchKey Success"];

    public static TheoryData<string, string> Openings => new(
        from step in s_openingSteps from revocation in (string[])["disable", "destroy", "end leases"] select (step, revocation));

    public static TheoryData<string> OpeningSteps => [.. s_openingSteps];

    public static TheoryData<string> CreationSteps => [.. s_creationSteps];

    [Theory]
    [MemberData(nameof(Openings))]
    public async Task A_read_that_was_under_way_gets_no_key_that_was_revoked(string step, string revocation)
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.StopAt(step);
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;

        await RevokeAsync(keys, revocation, IdOf(envelope));
        keys.Steps.Continue();

        if (revocation == "end leases")
        {
            (await read).ShouldBe("x");
            keys.KeysInMemory.ShouldBe(1, "the one that was opened anew");
            writer.Backend.UnwrapCalls.ShouldBe(step == "before unwrap" ? 2 : writer.Backend.HandedOut.Count - 1);
        }
        else
        {
            (await Should.ThrowAsync<FieldCryptException>(read)).Error.ShouldBe(revocation == "disable" ? FieldCryptError.KeyDisabled : FieldCryptError.KeyDestroyed);
            keys.KeysInMemory.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(OpeningSteps))]
    public async Task A_search_that_was_under_way_gets_no_index_key_that_was_revoked(string step)
    {
        using var writer = new TestRing();
        (await writer.Ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None)).Release();
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.StopAt(step);
        Task<BlindIndexKey> search = keys.Ring.HoldBlindIndexKeyAsync(Columns.Finance, CancellationToken.None).AsTask();
        await keys.Steps.Reached;

        await keys.Ring.BranchKeys!.DisableAsync((await writer.Store.ListAsync(CancellationToken.None)).Keys.ShouldHaveSingleItem().Id);
        keys.Steps.Continue();

        (await Should.ThrowAsync<FieldCryptException>(search)).Error.ShouldBe(FieldCryptError.KeyDisabled);
        keys.KeysInMemory.ShouldBe(0);
    }

    [Theory]
    [InlineData("before unwrap")]
    [InlineData("after unwrap")]
    [InlineData("audit UnwrapKey Success")]
    public async Task Ending_all_leases_ends_the_opening_of_a_direct_key_too(string step)
    {
        using var keys = new SteppedKeys(configure: static options => options.DataKeys = DataKeyMode.Direct);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Steps.StopAt(step);
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;

        keys.Ring.EndLeases();
        keys.Steps.Continue();

        (await read).ShouldBe("x");
        keys.Backend.UnwrapCalls.ShouldBe(2, "what was unwrapped before was not used");
    }

    [Theory]
    [MemberData(nameof(CreationSteps))]
    public async Task A_branch_key_that_was_being_made_when_all_leases_ended_is_under_none(string step)
    {
        using var keys = new SteppedKeys();
        keys.Steps.StopAt(step);
        Task<byte[]> write = keys.EncryptAsync(Columns.Pan, "x");
        await keys.Steps.Reached;

        keys.Ring.EndLeases();
        keys.Steps.Continue();

        byte[] envelope = await write;
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
        keys.KeysInMemory.ShouldBe(1);
        (await keys.Store.ListAsync(CancellationToken.None)).Keys.ShouldHaveSingleItem();
        bool madeBefore = Array.IndexOf(s_creationSteps, step) >= Array.IndexOf(s_creationSteps, "audit CreateBranchKey Intent");
        keys.Backend.UnwrapCalls.ShouldBe(madeBefore ? 1 : 0);
    }

    [Theory]
    [InlineData("after add")]
    [InlineData("audit CreateBranchKey Success")]
    public async Task A_branch_key_revoked_while_it_is_being_made_writes_nothing(string step)
    {
        using var keys = new SteppedKeys();
        keys.Steps.StopAt(step);
        Task<byte[]> write = keys.EncryptAsync(Columns.Pan, "x");
        await keys.Steps.Reached;

        BranchKeyId revoked = (await keys.Store.ListAsync(CancellationToken.None)).Keys.ShouldHaveSingleItem().Id;
        await keys.Ring.BranchKeys!.DestroyAsync(revoked);
        keys.Steps.Continue();

        IdOf(await write).ShouldNotBe(revoked);
        keys.KeysInMemory.ShouldBe(1);
    }

    [Theory]
    [InlineData("before find set", true)]
    [InlineData("after find set", true)]
    [InlineData("before find", false)]
    [InlineData("after unwrap", false)]
    public async Task A_write_that_was_under_way_goes_under_the_next_branch_key(string step, bool rotates)
    {
        using var first = new TestRing();
        BranchKeyId before = IdOf(await first.EncryptAsync(Columns.Pan, "x"));
        using var keys = new SteppedKeys(first.Store, first.Backend);
        keys.Steps.StopAt(step);
        Task<byte[]> write = keys.EncryptAsync(Columns.Pan, "y");
        await keys.Steps.Reached;

        if (rotates)
            await keys.Ring.BranchKeys!.RotateAsync(Columns.Finance);
        else
            await keys.Ring.BranchKeys!.DisableAsync(before);
        keys.Steps.Continue();

        IdOf(await write).ShouldNotBe(before);
        IdOf(await keys.EncryptAsync(Columns.Pan, "z")).ShouldNotBe(before);
    }

    [Theory]
    [InlineData("before find")]
    [InlineData("after find")]
    [InlineData("before replace")]
    [InlineData("after replace")]
    [InlineData("audit DisableBranchKey Intent")]
    [InlineData("audit DisableBranchKey Success")]
    public async Task Whatever_fails_while_a_key_is_disabled_the_key_is_out_of_memory(string step)
    {
        using var keys = new SteppedKeys();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Steps.FailAt(step);

        await Should.ThrowAsync<FieldCryptException>(keys.Ring.BranchKeys!.DisableAsync(IdOf(envelope)));

        keys.KeysInMemory.ShouldBe(0);
        keys.Ring.IsOpen(envelope, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("before find")]
    [InlineData("before replace")]
    public async Task A_key_that_is_opened_while_it_is_being_destroyed_is_gone_when_that_is_done(string step)
    {
        using var keys = new SteppedKeys();
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        keys.Steps.StopAt(step);
        Task destroy = keys.Ring.BranchKeys!.DestroyAsync(IdOf(envelope));
        await keys.Steps.Reached;
        keys.KeysInMemory.ShouldBe(0, "forgotten before anything else");
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x", "it is not destroyed yet");

        keys.Steps.Continue();
        await destroy;

        keys.KeysInMemory.ShouldBe(0);
        (await Should.ThrowAsync<FieldCryptException>(keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask())).Error.ShouldBe(FieldCryptError.KeyDestroyed);
    }

    [Fact]
    public async Task A_renewal_that_is_under_way_brings_no_revoked_key_back()
    {
        using var keys = new SteppedKeys(configure: static options => options.RenewLeases = true);
        byte[] envelope = await keys.EncryptAsync(Columns.Pan, "x");
        await keys.Ring.DecryptAsync(Columns.Pan, envelope);
        keys.Steps.StopAt("after unwrap");
        keys.Clock.Advance(TimeSpan.FromMinutes(4.5));
        await keys.Steps.Reached;

        keys.Ring.EndLeases();
        keys.Steps.Continue();

        await Eventually.ShouldBeTrueAsync(() => keys.KeysInMemory == 0, "the key that the renewal brought is zeroed");
        keys.Ring.IsOpen(envelope, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_from_before_a_key_was_enabled_is_not_remembered_after_it()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        await writer.Ring.BranchKeys!.DisableAsync(IdOf(envelope));
        using var keys = new SteppedKeys(writer.Store, writer.Backend);
        keys.Steps.StopAt("after find");
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;

        await keys.Ring.BranchKeys!.EnableAsync(IdOf(envelope));
        keys.Steps.Continue();

        (await read).ShouldBe("x");
    }

    [Theory]
    [MemberData(nameof(OpeningSteps))]
    public async Task The_lease_counts_from_before_the_store_was_read(string step)
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend, static options => options.BackendTimeout = TimeSpan.FromHours(1));
        keys.Steps.StopAt(step);
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;
        keys.Clock.Advance(TimeSpan.FromMinutes(4));
        keys.Steps.Continue();
        (await read).ShouldBe("x");

        keys.Clock.Advance(TimeSpan.FromSeconds(59));
        keys.KeysInMemory.ShouldBe(1);
        keys.Clock.Advance(TimeSpan.FromSeconds(2));

        keys.KeysInMemory.ShouldBe(0);
    }

    [Fact]
    public async Task An_opening_that_outlasts_the_lease_fails_and_names_the_option()
    {
        using var writer = new TestRing();
        byte[] envelope = await writer.EncryptAsync(Columns.Pan, "x");
        writer.Ring.EndLeases();
        using var keys = new SteppedKeys(writer.Store, writer.Backend, static options => options.BackendTimeout = TimeSpan.FromHours(1));
        keys.Steps.StopAt("after unwrap");
        Task<string> read = keys.Ring.DecryptAsync(Columns.Pan, envelope).AsTask();
        await keys.Steps.Reached;
        keys.Clock.Advance(TimeSpan.FromMinutes(6));
        keys.Steps.Continue();

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(read);
        failure.Error.ShouldBe(FieldCryptError.BackendTimeout);
        failure.Message.ShouldContain("KeyRingOptions.LeaseMaximumAge");
        keys.KeysInMemory.ShouldBe(0);
        keys.Clock.Advance(TimeSpan.FromSeconds(2));
        (await keys.Ring.DecryptAsync(Columns.Pan, envelope)).ShouldBe("x");
    }

    private static async Task RevokeAsync(SteppedKeys keys, string revocation, BranchKeyId id)
    {
        if (revocation == "disable")
            await keys.Ring.BranchKeys!.DisableAsync(id);
        else if (revocation == "destroy")
            await keys.Ring.BranchKeys!.DestroyAsync(id);
        else
            keys.Ring.EndLeases();
    }

    private static BranchKeyId IdOf(byte[] envelope) => BranchKeyId.Read(envelope.AsSpan(4));
}
