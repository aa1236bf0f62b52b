using System.Text;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

public sealed class RefusedValueTests
{
    private const string PlainPan = "4111111111111111";

    public static TheoryData<DatabaseProvider, string, FieldCryptError> Damages
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, FieldCryptError>();
            foreach (DatabaseProvider provider in Enum.GetValues<DatabaseProvider>())
            {
                data.Add(provider, "plaintext", FieldCryptError.NotAnEnvelope);
                data.Add(provider, "empty", FieldCryptError.NotAnEnvelope);
                data.Add(provider, "truncated", FieldCryptError.EnvelopeTruncated);
                data.Add(provider, "one byte short", FieldCryptError.AuthenticationFailed);
                data.Add(provider, "future version", FieldCryptError.EnvelopeVersionUnsupported);
                data.Add(provider, "flipped ciphertext", FieldCryptError.AuthenticationFailed);
                data.Add(provider, "flipped salt", FieldCryptError.KeyCommitmentMismatch);
                data.Add(provider, "unknown key", FieldCryptError.KeyNotFound);
                data.Add(provider, "moved from another column", FieldCryptError.AuthenticationFailed);
                data.Add(provider, "moved from another context", FieldCryptError.EncryptionContextMismatch);
                data.Add(provider, "moved from another table", FieldCryptError.EncryptionContextMismatch);
                data.Add(provider, "another type", FieldCryptError.TypeMismatch);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Damages))]
    public async Task A_damaged_or_foreign_value_is_refused_with_its_cause(DatabaseProvider provider, string damage, FieldCryptError error)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(
            new Card { Pan = PlainPan, Holder = "Ada Lovelace", Expiry = new DateOnly(2030, 1, 1), Remark = "vip" },
            new Customer { Email = "ada@example.org", Phone = "555", Name = "Ada" });
        byte[] envelope = await ReadAsync("Pan", "Cards");
        byte[] stored = damage switch
        {
            "plaintext" => Encoding.UTF8.GetBytes(PlainPan),
            "empty" => [],
            "truncated" => envelope[..60],
            "one byte short" => envelope[..^1],
            "future version" => Changed(envelope, 2, 0xF1),
            "flipped ciphertext" => Changed(envelope, envelope.Length - 20, (byte)(envelope[^20] ^ 1)),
            "flipped salt" => Changed(envelope, 13, (byte)(envelope[13] ^ 1)),
            "unknown key" => Changed(envelope, 5, (byte)(envelope[5] ^ 1)),
            "moved from another column" => await ReadAsync("Holder", "Cards"),
            "moved from another context" => await ReadAsync("Remark", "Cards"),
            "moved from another table" => await ReadAsync("Email", "Customers"),
            _ => await ReadAsync("Expiry", "Cards"),
        };
        await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", stored);

        await using ShopContext context = host.NewContext();
        FieldCryptException[] failures =
        [
            await context.Cards.ToListAsync().ShouldThrowAsync<FieldCryptException>(),
            await context.Cards.Select(card => card.Pan).SingleAsync().ShouldThrowAsync<FieldCryptException>(),
        ];
        foreach (FieldCryptException failure in failures)
        {
            failure.Error.ShouldBe(error, failure.Message);
            failure.Column.ShouldBe("Card.Pan");
            failure.ToString().ShouldNotContain(PlainPan);
        }

        (await context.Cards.Select(card => card.Holder).SingleAsync()).ShouldBe("Ada Lovelace", "the other columns are well");

        async Task<byte[]> ReadAsync(string column, string table) => (await host.Database.EnvelopesAsync($"""SELECT "{column}" FROM "{table}" """)).Single();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Text_columns_refuse_plaintext_and_damage(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Customer { Email = "ada@example.org", Phone = "555-0199", Name = "Ada" });
        string stored = (await host.Database.QueryAsync("""SELECT "Phone" FROM "Customers" """)).Single().ShouldBeOfType<string>();
        stored.ShouldStartWith("_E");
        Envelope.IsEnvelope(Envelopes.FromText(stored)).ShouldBeTrue();
        await using (ShopContext context = host.NewContext())
            (await context.Customers.SingleAsync()).Phone.ShouldBe("555-0199");

        foreach ((string text, FieldCryptError error) in new (string, FieldCryptError)[] { ("555-0199", FieldCryptError.NotAnEnvelope), (stored[..60], FieldCryptError.EnvelopeTruncated), (stored[..^4] + "AAAA", FieldCryptError.AuthenticationFailed) })
        {
            await host.Database.ExecuteAsync("""UPDATE "Customers" SET "Phone" = @p""", text);
            await using ShopContext context = host.NewContext();
            FieldCryptException failure = await context.Customers.ToListAsync().ShouldThrowAsync<FieldCryptException>();
            failure.Error.ShouldBe(error);
            failure.ToString().ShouldNotContain("555-0199");
        }
    }

    [Fact]
    public async Task Every_bit_of_a_stored_envelope_counts()
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(DatabaseProvider.Sqlite);
        await host.SaveAsync(new Card { Pan = "4111" });
        byte[] envelope = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Single();
        await using ShopContext context = host.NewContext();
        for (int bit = 0; bit < envelope.Length * 8; bit++)
        {
            await host.Database.ExecuteAsync("""UPDATE "Cards" SET "Pan" = @p""", Changed(envelope, bit / 8, (byte)(envelope[bit / 8] ^ (1 << (bit % 8)))));
            await context.Cards.Select(card => card.Pan).SingleAsync().ShouldThrowAsync<FieldCryptException>($"bit {bit}");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_destroyed_branch_key_is_told_from_tampering(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "old" });
        BranchKeyRecord old = (await host.Keys.KeyRing.BranchKeys!.ListAsync()).Single();
        await host.Keys.KeyRing.BranchKeys.RotateAsync(old.Context);
        await host.SaveAsync(new Card { Pan = "new" });
        await using ShopContext context = host.NewContext();
        (await context.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(["old", "new"]);

        await host.Keys.KeyRing.BranchKeys.DestroyAsync(old.Id);
        (await context.Cards.Where(card => card.Id == 2).Select(card => card.Pan).SingleAsync()).ShouldBe("new");
        FieldCryptException failure = await context.Cards.Where(card => card.Id == 1).Select(card => card.Pan).SingleAsync().ShouldThrowAsync<FieldCryptException>();
        failure.Error.ShouldBe(FieldCryptError.KeyDestroyed);
        failure.KeyId.ShouldBe(old.Id.ToString());
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
