namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>How many values are under which key.</summary>
public sealed class CensusTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task It_tells_values_by_column_and_key_before_and_after(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1", Holder = "Ann" }, new Card { Pan = "2" }, new Customer { Email = "a@b.example", Phone = "555" });
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await host.SaveAsync(new Card { Pan = "3" });
        await using ShopContext context = host.NewContext();

        IReadOnlyList<EnvelopeCount> before = await context.CountEnvelopesByKeyAsync();
        before.Select(static count => $"{count.Table}.{count.Column} {count.Property} {count.Suite} {count.BranchKey!.Context} {count.BranchKey.Generation} {count.IsActive} {count.Values}").Order(StringComparer.Ordinal).ShouldBe(
        [
            "Cards.Holder Card.Holder Hierarchical Department=finance 1 False 1",
            "Cards.Pan Card.Pan Hierarchical Department=finance 1 False 2",
            "Cards.Pan Card.Pan Hierarchical Department=finance 2 True 1",
            "Customers.Email Customer.Email Hierarchical Department=sales 1 False 1",
            "Customers.Phone Customer.Phone Hierarchical Department=sales 1 False 1",
        ]);
        before.Where(count => old.Contains(count.KeyId)).Sum(static count => count.Values).ShouldBe(5);
        before.Single(static count => count.Column == "Email").ToString().ShouldBe($"Customer.Email: 1 under branch key {before.Single(static count => count.Column == "Email").KeyId} (generation 1 of \"Department=sales\", enabled)");

        await context.ReencryptAsync();
        IReadOnlyList<EnvelopeCount> after = await context.CountEnvelopesByKeyAsync();
        after.Select(static count => count.Values).ShouldBe([1, 3, 1, 1], ignoreOrder: true);
        after.ShouldAllBe(static count => count.IsActive);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Plaintext_unknown_keys_direct_data_keys_and_destroyed_ones_are_told_apart(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1" }, new Card { Pan = "2" }, new Card { Pan = "3" }, new Customer { Email = "a@b.example", Phone = "555" }, new Customer { Email = "c@d.example", Phone = "556" });
        await using (Process<ShopContext> direct = host.NewProcess(static keys => keys.DataKeys = DataKeyMode.Direct))
        {
            direct.Context.Add(new Card { Pan = "4" });
            await direct.Context.SaveChangesAsync();
        }

        byte[] unknown = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" WHERE "Id" = 1""")).Single();
        unknown[4] ^= 1;
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = 1""", unknown);
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p WHERE "Id" = 2""", "4111111111111111"u8.ToArray());
        await host.Database.ExecuteAsync("""UPDATE "Customers" SET "Phone" = 'in clear' WHERE "Id" = 1""");
        await host.Keys.KeyRing.DestroyAsync([(await host.Keys.KeyRing.BranchKeys!.ListAsync()).Single(static key => key.Context.ToString() == "Department=finance").Id]);

        await using ShopContext context = host.NewContext();
        string[] counts = [.. (await context.CountEnvelopesByKeyAsync()).Where(static count => count.Column is "Pan" or "Phone").Select(static count => $"{count.Property} {count.Suite?.ToString() ?? "none"} {count.BranchKey?.State.ToString() ?? "-"} {count.IsActive} {count.Values}")];
        counts.ShouldBe(
            ["Card.Pan Hierarchical - False 1", "Card.Pan none - False 1", "Card.Pan Hierarchical Destroyed False 1", "Card.Pan Direct - False 1", "Customer.Phone none - False 1", "Customer.Phone Hierarchical Enabled True 1"],
            ignoreOrder: true);
    }
}
