namespace FieldCrypt.EntityFrameworkCore.Tests.Saving;

public sealed class SaveTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_saved_lies_as_ciphertext_and_comes_back(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "4111111111111111", Holder = null, Expiry = new DateOnly(2031, 5, 1), Remark = "call back", Label = "visible" });

        byte[] envelope = (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).Single();
        Envelope.IsEnvelope(envelope).ShouldBeTrue();
        envelope.Length.ShouldBe(16 + 96);
        (await host.Database.QueryAsync("""SELECT "Holder" FROM "Cards" """)).Single().ShouldBeNull();
        (await host.Database.QueryAsync("""SELECT "Label" FROM "Cards" """)).Single().ShouldBe("visible");

        await using ShopContext context = host.NewContext();
        Card card = await context.Cards.SingleAsync();
        card.Pan.ShouldBe("4111111111111111");
        card.Holder.ShouldBeNull();
        card.Expiry.ShouldBe(new DateOnly(2031, 5, 1));
        card.Remark.ShouldBe("call back");
    }
}
