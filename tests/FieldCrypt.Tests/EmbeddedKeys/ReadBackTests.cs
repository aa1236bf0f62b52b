namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A change that would not read back is not made, whoever let it through.</summary>
public sealed class ReadBackTests : StoreTest
{
    public static TheoryData<string> Texts => ["half of a pair \ud800", "\udc00", "and \ud83d in the middle"];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_that_the_file_keeps_otherwise_is_refused_and_the_store_goes_on(string text)
    {
        using EmbeddedKeyStore store = Open();
        byte[] before = await File.ReadAllBytesAsync(StorePath);
        await ChangeIsRefusedAsync(store, kek => kek with { Tags = kek.Tags.SetItem("tag", text) });
        (await File.ReadAllBytesAsync(StorePath)).ShouldBe(before);
        await StillWorksAsync(store);
    }

    [Fact]
    public async Task A_time_finer_than_the_file_keeps_is_no_change_of_its_own()
    {
        using EmbeddedKeyStore store = Open();
        await store.Catalogue.ChangeAsync(static (catalogue, _) => (catalogue.With(Changed(catalogue.Keks.Values.Single())), true), CancellationToken.None);
        await StillWorksAsync(store);

        static Kek Changed(Kek kek) => kek with { CreatedAt = kek.CreatedAt.AddTicks(1) };
    }

    [Fact]
    public async Task A_catalogue_that_the_rows_do_not_hold_is_refused()
    {
        using EmbeddedKeyStore store = Open();
        FieldCryptException exception = await FailsAsync(
            FieldCryptError.InvalidArgument,
            () => store.Catalogue.ChangeAsync(static (catalogue, _) => (catalogue with { Keks = catalogue.Keks.SetItem(Guid.NewGuid(), catalogue.Keks.Values.Single()) }, true), CancellationToken.None));
        exception.Message.ShouldContain("not made");
        await StillWorksAsync(store);
    }

    [Fact]
    public async Task A_grant_whose_context_reads_back_otherwise_is_refused()
    {
        using EmbeddedKeyStore store = Open();
        var grant = new KeyGrant { GrantId = new string('a', 64), Name = "", RetiringPrincipal = null, Constraints = null, GranteePrincipal = "report\ud800", IssuingPrincipal = "admin", CreatedAt = Time.GetUtcNow(), Operations = [KeyGrantOperation.Decrypt] };
        await ChangeIsRefusedAsync(store, kek => kek with { Grants = kek.Grants.SetItem(grant.GrantId, grant) });
        await StillWorksAsync(store);
    }

    private static async Task ChangeIsRefusedAsync(EmbeddedKeyStore store, Func<Kek, Kek> change)
    {
        FieldCryptException exception = await FailsAsync(
            FieldCryptError.InvalidArgument,
            () => store.Catalogue.ChangeAsync((catalogue, _) => (catalogue.With(change(catalogue.Keks.Values.Single())), true), CancellationToken.None));
        exception.Message.ShouldContain("not made");
    }

    private async Task StillWorksAsync(EmbeddedKeyStore store)
    {
        await store.UpdateKeyDescriptionAsync(Alias, "still here");
        using EmbeddedKeyStore reopened = Open();
        (await reopened.DescribeKeyAsync(Alias)).Description.ShouldBe("still here");
    }
}
