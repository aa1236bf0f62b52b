using System.Security.Cryptography;

namespace FieldCrypt.EntityFrameworkCore.Tests.Reading;

/// <summary>Who can fill a plain column with what looks like envelopes makes nobody call the key backend or the branch key store.</summary>
public sealed class PlainColumnTests
{
    private const int Rows = 6;

    public static TheoryData<DatabaseProvider, Type, DataKeyMode> Combinations => new MatrixTheoryData<DatabaseProvider, Type, DataKeyMode>(
        [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql],
        [typeof(GalleryContext), typeof(TypeTablesContext), typeof(ConcreteTablesContext)],
        [DataKeyMode.Hierarchical, DataKeyMode.Direct]);

    [Theory, MemberData(nameof(Combinations))]
    public Task No_shape_of_query_opens_keys_for_a_plain_column(DatabaseProvider provider, Type context, DataKeyMode mode)
        => context == typeof(GalleryContext) ? RunAsync<GalleryContext>(provider, mode)
            : context == typeof(TypeTablesContext) ? RunAsync<TypeTablesContext>(provider, mode)
            : RunAsync<ConcreteTablesContext>(provider, mode);

    private static async Task RunAsync<TContext>(DatabaseProvider provider, DataKeyMode mode)
        where TContext : GalleryContext
    {
        await using var host = await TestHost<TContext>.CreateAsync(provider, keys => ReadBothSuites(keys).DataKeys = mode);
        using var crafted = await CraftedEnvelopes.CreateAsync();
        await host.SaveAsync([.. NewRows(crafted)]);
        foreach ((string shape, Func<GalleryContext, Task> query) in GalleryQueries.All)
        {
            if (shape == "raw SQL" && typeof(TContext) != typeof(GalleryContext))
                continue; // One table does not hold a hierarchy's columns there.

            // Cold: the keys that the shape does need are opened without blocking. Warm: then there is nothing left to open.
            host.Keys.Forget();
            await using (GalleryContext cold = host.NewContext())
                await query(cold).ShouldNotThrowAsync(shape);
            crafted.Asked(host.Keys).ShouldBe(0, shape);
            (int calls, int finds) = (host.Keys.BackendCalls, host.Keys.Store.FindCalls);
            await using (GalleryContext warm = host.NewContext())
                await query(warm);
            (host.Keys.BackendCalls, host.Keys.Store.FindCalls).ShouldBe((calls, finds), shape);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_thousand_crafted_pictures_cost_no_call(DatabaseProvider provider)
    {
        await using var host = await TestHost<GalleryContext>.CreateAsync(provider, static keys => ReadBothSuites(keys));
        using var crafted = await CraftedEnvelopes.CreateAsync();
        await host.SaveAsync([.. Enumerable.Range(0, 1000).Select(_ => new Picture { Plain = crafted.Next(), Note = crafted.NextText(), Secret = "s", Remark = "r" })]);
        (int calls, int finds) = (host.Keys.BackendCalls, host.Keys.Store.FindCalls);
        await using GalleryContext context = host.NewContext();
        (await context.Pictures.AsNoTracking().ToListAsync()).Count.ShouldBe(1000);
        (host.Keys.BackendCalls, host.Keys.Store.FindCalls).ShouldBe((calls, finds));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_users_own_SQL_is_read_by_name_in_any_order(DatabaseProvider provider)
    {
        await using var host = await TestHost<GalleryContext>.CreateAsync(provider, static keys => ReadBothSuites(keys));
        using var crafted = await CraftedEnvelopes.CreateAsync();
        await host.SaveAsync([.. NewRows(crafted)]);
        host.Keys.Forget();
        (int calls, int finds) = (host.Keys.BackendCalls, host.Keys.Store.FindCalls);
        await using GalleryContext context = host.NewContext();
        List<Picture> pictures = await context.Pictures
            .FromSql($"""SELECT "Note", "Sketch", "Plain", "Plain" AS "More", "Secret", "Id", "Scan", "Discriminator", "ArtistId", "Remark" FROM "Pictures" """)
            .AsNoTracking().ToListAsync();
        pictures.Count.ShouldBe(Rows);
        pictures.ShouldAllBe(static picture => picture.Secret == "secret" && picture.Remark == "remark");
        (host.Keys.BackendCalls - calls).ShouldBe(1, "one branch key");
        (host.Keys.Store.FindCalls - finds).ShouldBe(1);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Equal_texts_of_two_models_are_told_apart(DatabaseProvider provider)
    {
        await using var host = await TestHost<GalleryContext>.CreateAsync(provider, static keys => ReadBothSuites(keys));
        using var crafted = await CraftedEnvelopes.CreateAsync();
        await host.SaveAsync([.. NewRows(crafted)]);
        host.Keys.Forget();
        (int calls, int finds) = (host.Keys.BackendCalls, host.Keys.Store.FindCalls);

        // One text, as an entity whose Secret is encrypted and as one that has none such.
        await using GalleryContext context = host.NewContext();
        FormattableString sql = $"""SELECT * FROM "Artists" """;
        await context.Rows.FromSql(sql).ToListAsync();
        (host.Keys.BackendCalls, host.Keys.Store.FindCalls).ShouldBe((calls, finds));
        (await context.Artists.FromSql(sql).ToListAsync()).ShouldAllBe(static artist => artist.Secret == "secret");
    }

    /// <summary>So that the suite alone keeps no crafted envelope from being looked at.</summary>
    private static KeyRingOptions ReadBothSuites(KeyRingOptions keys)
    {
        keys.ReadsDirectEnvelopes = keys.ReadsHierarchicalEnvelopes = true;
        return keys;
    }

    private static IEnumerable<object> NewRows(CraftedEnvelopes crafted)
    {
        for (int i = 0; i < Rows; i++)
        {
            yield return Fill(new Artist
            {
                Studio = new Studio { Map = crafted.Next(), Door = "door" },
                Badge = new Badge { Image = crafted.Next(), Number = "1" },
                Tags = [new Tag { Data = crafted.Next(), Text = crafted.NextText() }],
                Addresses = [new Address { Map = crafted.Next(), Street = "street" }],
                Pictures = [Fill(i % 2 == 0 ? new Picture { Id = i + 1 } : new Painting { Id = i + 1, Scan = crafted.Next(), Sketch = [1, 2, 3] })],
            });
        }

        T Fill<T>(T exhibit)
            where T : Exhibit
        {
            (exhibit.Plain, exhibit.Note, exhibit.Secret, exhibit.Remark) = (crafted.Next(), crafted.NextText(), "secret", "remark");
            return exhibit;
        }
    }

    /// <summary>Envelopes that parse, of both suites, none under a key that the ring under test has.</summary>
    private sealed class CraftedEnvelopes(byte[] hierarchical, byte[] direct, TestKeys hierarchicalKeys, TestKeys directKeys) : IDisposable
    {
        private readonly List<byte[]> _made = [];

        public static async Task<CraftedEnvelopes> CreateAsync()
        {
            var column = new EncryptedColumn<string>("Other", "Value", EncryptionContext.Empty, ValueEncodings.String);
            var hierarchical = new TestKeys();
            var direct = new TestKeys(static keys => keys.DataKeys = DataKeyMode.Direct);
            return new CraftedEnvelopes(await EncryptAsync(hierarchical), await EncryptAsync(direct), hierarchical, direct);

            async Task<byte[]> EncryptAsync(TestKeys keys)
            {
                using RecordKey key = await keys.KeyRing.CreateRecordKeyAsync(EncryptionContext.Empty);
                return column.Encrypt("value", key);
            }
        }

        /// <summary>By turns an unknown branch key, and a wrapped data key that nobody can unwrap.</summary>
        public byte[] Next()
        {
            byte[] envelope = [.. _made.Count % 2 == 0 ? hierarchical : direct];
            if (_made.Count % 2 == 0)
                RandomNumberGenerator.Fill(envelope.AsSpan(4, BranchKeyId.Length));
            else
                RandomNumberGenerator.Fill(envelope.AsSpan(envelope.Length - 32 - 12 - 16 - "value".Length - 20, 20));
            Envelope.Parse(envelope);
            _made.Add(envelope);
            return envelope;
        }

        public string NextText() => System.Buffers.Text.Base64Url.EncodeToString(Next());

        /// <summary>For how many of them a ring looked for a key: it remembers the failure for the moment.</summary>
        public int Asked(TestKeys keys) => _made.Count(envelope => keys.KeyRing.IsOpen(envelope, out _));

        public void Dispose()
        {
            hierarchicalKeys.Dispose();
            directKeys.Dispose();
        }
    }
}
