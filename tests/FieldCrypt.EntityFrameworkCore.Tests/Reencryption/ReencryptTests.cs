using FieldCrypt.EntityFrameworkCore.Tests.Query;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reencryption;

/// <summary>Which rows a run rewrites, and how.</summary>
public sealed class ReencryptTests
{
    private const string CardColumns = """SELECT "Pan" FROM "Cards" UNION ALL SELECT "Holder" FROM "Cards" UNION ALL SELECT "Expiry" FROM "Cards" UNION ALL SELECT "Remark" FROM "Cards" """;

    [Theory, ClassData(typeof(Providers))]
    public async Task Afterwards_the_old_keys_can_be_destroyed_and_everything_reads(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync([.. Cards(25), new Customer { Email = "a@b.example", Phone = "555", Name = "Ann" }, new Customer { Email = "c@d.example", Name = "Bob" }]);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        host.Keys.Forget();
        int calls = host.Keys.BackendCalls;
        List<ReencryptProgress> reports = [];

        ReencryptResult result;
        await using (ShopContext context = host.NewContext())
            result = await context.ReencryptAsync(new ReencryptOptions { BatchSize = 4 }, new DirectProgress<ReencryptProgress>(reports.Add));

        result.ShouldSatisfyAllConditions(
            r => r.Reencrypted.ShouldBe(27),
            r => r.IsComplete.ShouldBeTrue(),
            r => r.Failures.ShouldBeEmpty());
        reports.Select(static report => (report.Table, report.Reencrypted)).ShouldBe(
            [.. new long[] { 4, 8, 12, 16, 20, 24, 25 }.Select(static rows => ("Cards", rows)), ("Customers", 27)]);
        (host.Keys.BackendCalls - calls).ShouldBe(6, "three old branch keys and three new ones are opened, however many rows there are");

        await host.Keys.KeyRing.DestroyAsync(old);
        await using Process<ShopContext> later = host.NewProcess();
        Card[] expected = Cards(25);
        foreach ((Card read, Card written) in (await later.Context.Cards.OrderBy(card => card.Id).ToListAsync()).Zip(expected))
            (read.Pan, read.Holder, read.Expiry, read.Remark, read.Label).ShouldBe((written.Pan, written.Holder, written.Expiry, written.Remark, written.Label));
        (await later.Context.Customers.OrderBy(customer => customer.Id).Select(customer => $"{customer.Email} {customer.Phone}").ToListAsync()).ShouldBe(["a@b.example 555", "c@d.example "]);
        (await host.Database.QueryAsync(CardColumns)).Count(static value => value is null).ShouldBe(Nulls(expected), "NULL stays NULL");

        reports.Clear();
        (await later.Context.ReencryptAsync(progress: new DirectProgress<ReencryptProgress>(reports.Add))).Reencrypted.ShouldBe(0);
        reports.ShouldBeEmpty("rows that are not due stay in the database, with text columns too");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_rotation_by_another_process_counts_at_once(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1" });
        await using Process<ShopContext> other = host.NewProcess();
        BranchKeyId[] old = await other.KeyRing.RotateAllAsync();

        // This process still has the old generation under a live lease, and would write with it.
        await using ShopContext context = host.NewContext();
        (await context.ReencryptAsync()).Reencrypted.ShouldBe(1);
        (await context.CountEnvelopesByKeyAsync()).Single().KeyId.ShouldNotBe(old[0]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_row_gets_one_new_data_key_per_context(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1", Holder = "Ann", Remark = "vip" }, new Card { Pan = "2", Holder = "Bob", Remark = "new" });
        await using (ShopContext context = host.NewContext())
        {
            // Each of the columns of a context under a key of its own.
            (await context.Cards.FirstAsync()).Holder = "Anne";
            await context.SaveChangesAsync();
        }

        HashSet<string> before = [.. (await AllAsync(host)).Select(Envelopes.Salt)];
        before.Count.ShouldBe(5);
        await host.Keys.KeyRing.RotateAllAsync();
        await using (ShopContext context = host.NewContext())
            await context.ReencryptAsync();

        string[] pan = await SaltsAsync(host, "Pan"), holder = await SaltsAsync(host, "Holder"), remark = await SaltsAsync(host, "Remark");
        pan.ShouldBe(holder);
        pan.Concat(remark).Distinct().Count().ShouldBe(4, "two rows, two contexts");
        before.Overlaps(pan.Concat(remark)).ShouldBeFalse();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_under_todays_key_are_left_as_they_are(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "old", Remark = "old" });
        EncryptionContext finance = EncryptionContext.Parse("Department=finance");
        await host.Keys.KeyRing.BranchKeys!.RotateAsync(finance);
        await host.SaveAsync(new Card { Pan = "new", Holder = "Ann", Remark = "new" });
        await using (ShopContext context = host.NewContext())
        {
            // Its Pan stays under the old generation.
            Card mixed = await context.Cards.OrderBy(card => card.Id).FirstAsync();
            mixed.Holder = "Bob";
            await context.SaveChangesAsync();
        }

        List<byte[]> before = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" ORDER BY "Id" """);
        List<byte[]> remarks = await host.Database.EnvelopesAsync("""SELECT "Remark" FROM "Cards" ORDER BY "Id" """);
        await using (ShopContext context = host.NewContext())
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(1);

        List<byte[]> after = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" ORDER BY "Id" """);
        after[0].ShouldNotBe(before[0]);
        after[1].ShouldBe(before[1]);
        (await host.Database.EnvelopesAsync("""SELECT "Remark" FROM "Cards" ORDER BY "Id" """)).ShouldBe(remarks, "its context was not rotated");
        (await SaltsAsync(host, "Pan")).ShouldBe(await SaltsAsync(host, "Holder"), "what was under the new key already joins the row's one data key");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Moving_between_direct_and_hierarchical_data_keys_rewrites_every_row(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider, static keys =>
        {
            keys.DataKeys = DataKeyMode.Direct;
            keys.ReadsHierarchicalEnvelopes = true;
        });
        await host.SaveAsync([.. Cards(12), new Customer { Email = "a@b.example", Phone = "555" }]);
        await using (ShopContext context = host.NewContext())
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(0, "they are as they would be written today");

        await using (Process<ShopContext> hierarchical = host.NewProcess(static keys => keys.ReadsDirectEnvelopes = true))
        {
            (await hierarchical.Context.ReencryptAsync(new ReencryptOptions { BatchSize = 5 })).ShouldBe(new ReencryptResult(13, 0, 0, []), Same);
            (await AllAsync(host)).Select(SuiteOf).ShouldAllBe(static suite => suite == EnvelopeSuite.Hierarchical);
        }

        int generated = host.Keys.Backend.GenerateCalls;
        await using (ShopContext direct = host.NewContext())
        {
            (await direct.ReencryptAsync()).ShouldBe(new ReencryptResult(13, 0, 0, []), Same);
            (host.Keys.Backend.GenerateCalls - generated).ShouldBe(13 + Cards(12).Count(static card => card.Remark is not null), "one call per row and context");
            (await AllAsync(host)).Select(SuiteOf).ShouldAllBe(static suite => suite == EnvelopeSuite.Direct);
            (await direct.Cards.OrderBy(card => card.Id).Select(card => card.Pan).ToListAsync()).ShouldBe(Cards(12).Select(static card => card.Pan));
            (await direct.Customers.SingleAsync()).Phone.ShouldBe("555");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Searchable_properties_are_found_afterwards(DatabaseProvider provider)
    {
        await using var host = await TestHost<DirectoryContext>.CreateAsync(provider);
        await host.SaveAsync(Query.Directory.Rows());
        const string Indexes = """SELECT "EmailIndex" FROM "People" UNION ALL SELECT "BalanceIndex" FROM "People" """;
        List<byte[]> before = await host.Database.EnvelopesAsync(Indexes);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using (DirectoryContext context = host.NewContext())
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(7);
        await host.Keys.KeyRing.DestroyAsync(old);

        (await host.Database.EnvelopesAsync(Indexes)).ShouldBe(before);
        await using Process<DirectoryContext> later = host.NewProcess();
        (await later.Context.People.Where(person => person.Email == "ann@x.example").OrderBy(person => person.Id).Select(person => person.Id).ToListAsync()).ShouldBe([1, 4]);
        (await later.Context.People.SingleAsync(person => person.TaxNumber == "T1" && person.Balance == 1.5m)).Note.ShouldBe("n1");
        (await later.Context.Calls.CountAsync(call => call.Number == "555")).ShouldBe(2);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_type_keeps_its_value_and_todays_padding(DatabaseProvider provider)
    {
        await using var host = await TestHost<EverythingContext>.CreateAsync(provider);
        var written = new Everything
        {
            String = "\0ü",
            Bytes = [0],
            Decimal = 1.00m,
            Double = -0.0,
            DateTimeOffset = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3)),
            Text = DateTimeOffset.MaxValue,
            UInt128 = UInt128.MaxValue,
            Padded = "",
            NullableInt = 0,
            Enum = Colour.Blue,
        };
        await host.SaveAsync(written);
        BranchKeyId[] old = await host.Keys.KeyRing.RotateAllAsync();
        await using (EverythingContext context = host.NewContext())
            (await context.ReencryptAsync()).Reencrypted.ShouldBe(1);
        await host.Keys.KeyRing.DestroyAsync(old);

        byte[] padded = (await host.Database.EnvelopesAsync("""SELECT "Padded" FROM "Everything" """)).Single();
        (Envelope.Parse(padded).IsPadded, Envelope.Parse(padded).Ciphertext.Length).ShouldBe((true, 32));
        await using EverythingContext again = host.NewContext();
        Everything read = await again.Everything.SingleAsync();
        foreach (var property in typeof(Everything).GetProperties())
            property.GetValue(read).ShouldBe(property.GetValue(written), property.Name);
        decimal.GetBits(read.Decimal).ShouldBe(decimal.GetBits(1.00m));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_entity_type_can_be_done_by_itself(DatabaseProvider provider)
    {
        await using var host = await TestHost<ShopContext>.CreateAsync(provider);
        await host.SaveAsync(new Card { Pan = "1" }, new Customer { Email = "a@b.example" });
        await host.Keys.KeyRing.RotateAllAsync();
        List<byte[]> cards = await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """);
        await using ShopContext context = host.NewContext();
        (await context.ReencryptAsync<Customer>()).Reencrypted.ShouldBe(1);
        (await host.Database.EnvelopesAsync("""SELECT "Pan" FROM "Cards" """)).ShouldBe(cards);
        (await context.ReencryptAsync()).Reencrypted.ShouldBe(1, "the rest");
        (await Should.ThrowAsync<FieldCryptException>(() => context.ReencryptAsync<Everything>())).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    private static Card[] Cards(int count) =>
    [
        .. Enumerable.Range(1, count).Select(static i => new Card
        {
            Pan = $"4111{i}",
            Holder = i % 3 == 0 ? null : $"Holder {i}",
            Expiry = i % 4 == 0 ? null : new DateOnly(2030, 1, 1).AddDays(i),
            Remark = i % 5 == 0 ? $"Remark {i}" : null,
            Label = i % 2 == 0 ? "label" : null,
        }),
    ];

    private static int Nulls(Card[] cards) => cards.Sum(static card => (card.Holder is null ? 1 : 0) + (card.Expiry is null ? 1 : 0) + (card.Remark is null ? 1 : 0));

    private static EnvelopeSuite SuiteOf(byte[] envelope) => Envelope.Parse(envelope).Suite;

    private static async Task<List<byte[]>> AllAsync(TestHost<ShopContext> host) => [.. (await host.Database.QueryAsync(CardColumns)).OfType<byte[]>()];

    private static async Task<string[]> SaltsAsync(TestHost<ShopContext> host, string column)
        => [.. (await host.Database.EnvelopesAsync($"""SELECT "{column}" FROM "Cards" ORDER BY "Id" """)).Select(Envelopes.Salt)];

    private static readonly EqualityComparer<ReencryptResult> Same = EqualityComparer<ReencryptResult>.Create(
        static (left, right) => left! with { Failures = right!.Failures } == right && left.Failures.SequenceEqual(right.Failures));
}
