namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class SearchableColumnTests
{
    private const string StoredEmails = """SELECT "EmailIndex" FROM "People" ORDER BY "Id" """;
    private const string StoredPhones = """SELECT "PhoneIndex" FROM "People" ORDER BY "Id" """;

    [Theory, ClassData(typeof(Providers))]
    public async Task An_index_is_16_bytes_equal_for_equal_values_of_one_column_only(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        List<byte[]> emails = await host.Database.EnvelopesAsync(StoredEmails);

        emails.ShouldAllBe(static index => index.Length == 16);
        emails[3].ShouldBe(emails[0]);
        emails[1].ShouldNotBe(emails[0]);
        emails[2].ShouldNotBe(emails[0]);

        // The same text in the column of another entity.
        byte[] call = (byte[])(await host.Database.QueryAsync("""SELECT "EmailIndex" FROM "Calls" WHERE "Id" = 11""")).Single()!;
        call.ShouldNotBe(emails[0]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Null_has_no_index(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        (await host.Database.QueryAsync(StoredPhones))[2].ShouldBeNull();

        await using DirectoryContext context = host.NewContext();
        Person person = await context.People.SingleAsync(p => p.Id == 1);
        person.Phone = null;
        await context.SaveChangesAsync();

        (await host.Database.QueryAsync(StoredPhones))[0].ShouldBeNull();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_change_moves_the_row_in_the_index_and_leaves_other_indexes_alone(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        List<byte[]> before = await host.Database.EnvelopesAsync(StoredEmails);
        object? phone = (await host.Database.QueryAsync(StoredPhones))[1];
        await using DirectoryContext context = host.NewContext();
        Person bob = await context.People.SingleAsync(p => p.Email == "bob@x.example");
        bob.Email = "ann@x.example";
        await context.SaveChangesAsync();
        bob.City = "Salzburg";
        await context.SaveChangesAsync();

        (await host.Database.EnvelopesAsync(StoredEmails))[1].ShouldBe(before[0]);
        (await host.Database.QueryAsync(StoredPhones))[1].ShouldBe(phone);
        (await context.People.CountAsync(p => p.Email == "ann@x.example")).ShouldBe(3);
        (await context.People.AnyAsync(p => p.Email == "bob@x.example")).ShouldBeFalse();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rotating_branch_keys_leaves_the_index_as_it_is(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        await host.Keys.KeyRing.BranchKeys!.RotateAsync(EncryptionContext.Parse("Department=support"));
        await host.SaveAsync(new Person { Id = 5, Email = "ann@x.example" });
        host.Keys.Forget();

        await using DirectoryContext context = host.NewContext();
        (await context.People.Where(p => p.Email == "ann@x.example").OrderBy(p => p.Id).Select(p => p.Id).ToListAsync()).ShouldBe([1, 4, 5]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_database_has_an_index_on_it(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        string sql = provider == DatabaseProvider.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND name = 'IX_People_EmailIndex'"
            : "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'IX_People_EmailIndex'";
        (await host.Database.QueryAsync(sql)).Single().ShouldBe(1L);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_unique_index_can_be_put_on_it_and_its_violation_names_no_plaintext(DatabaseProvider provider)
    {
        await using TestHost<UniqueContext> host = await TestHost<UniqueContext>.CreateAsync(provider);
        await host.SaveAsync(new Person { Email = "ann@x.example" });

        DbUpdateException violation = await Should.ThrowAsync<DbUpdateException>(() => host.SaveAsync(new Person { Email = "ann@x.example" }));
        violation.ToString().ShouldNotContain("ann@x.example");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task ExecuteUpdate_sets_value_and_index(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await TestHost<DirectoryContext>.CreateAsync(provider, fieldCrypt: static options => options.AllowSharedEnvelopeInExecuteUpdate());
        await host.SaveAsync(Directory.Rows());
        host.Keys.Forget();
        string email = "new@x.example";
        await using DirectoryContext context = host.NewContext();

        (await context.People.Where(p => p.Email == "ann@x.example").ExecuteUpdateAsync(s => s
            .SetProperty(p => p.Email, email)
            .SetProperty(p => p.Phone, "9")
            .SetProperty(p => p.City, email))).ShouldBe(2);
        (await context.People.Where(p => p.Email == email && p.Phone == "9").CountAsync()).ShouldBe(2);

        (await context.People.Where(p => p.Email == email).ExecuteUpdateAsync(s => s.SetProperty(p => p.Phone, (string?)null))).ShouldBe(2);
        (await context.People.CountAsync(p => p.Phone == "9")).ShouldBe(0);
        (await host.Database.QueryAsync(StoredPhones))[0].ShouldBeNull();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task ExecuteDelete_finds_by_index(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        await using DirectoryContext context = host.NewContext();

        (await context.Calls.Where(c => c.Number == "555").ExecuteDeleteAsync()).ShouldBe(2);
        (await context.Calls.Select(c => c.Id).ToListAsync()).ShouldBe([12]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Compiled_queries_and_synchronous_ones_search(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        Func<DirectoryContext, string, Task<int>> count = EF.CompileAsyncQuery((DirectoryContext db, string email) => db.People.Count(p => p.Email == email));
        Func<DirectoryContext, string, IAsyncEnumerable<int>> ids = EF.CompileAsyncQuery((DirectoryContext db, string email) => db.People.Where(p => p.Email == email).Select(p => p.Id));
        await using DirectoryContext context = host.NewContext();

        host.Keys.Forget();
        (await count(context, "ann@x.example")).ShouldBe(2);
        host.Keys.Forget();
        (await ids(context, "bob@x.example").ToListAsync()).ShouldBe([2]);

        host.Keys.AllowBlocking = true;
        host.Keys.Forget();
        context.People.Count(p => p.Email == "ann@x.example").ShouldBe(2);
        context.People.Where(p => p.Email == "ann@x.example").ToQueryString().ShouldContain("EmailIndex");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Once_warmed_up_a_search_calls_no_backend(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        host.Keys.Forget();
        await using DirectoryContext context = host.NewContext();
        await context.WarmUpFieldCryptAsync();
        int calls = host.Keys.BackendCalls;

        (await context.People.CountAsync(p => p.Email == "ann@x.example")).ShouldBe(2);
        context.People.Count(p => p.Phone == "2").ShouldBe(1);
        (await context.Calls.CountAsync(c => c.Number == "555")).ShouldBe(2);
        host.Keys.BackendCalls.ShouldBe(calls);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Direct_data_keys_search_too(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await TestHost<DirectoryContext>.CreateAsync(provider, static keys => keys.DataKeys = DataKeyMode.Direct);
        await host.SaveAsync(Directory.Rows());
        host.Keys.Forget();
        await using DirectoryContext context = host.NewContext();

        (await context.People.CountAsync(p => p.Email == "ann@x.example")).ShouldBe(2);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_its_key_a_search_fails_and_finds_nothing_wrong(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        host.Keys.Forget();
        host.Keys.Backend.Delay = static _ => throw new FieldCryptException(FieldCryptError.BackendUnavailable, "out of reach");
        await using DirectoryContext context = host.NewContext();

        (await Should.ThrowAsync<FieldCryptException>(() => context.People.CountAsync(p => p.Email == "ann@x.example"))).IsTransient.ShouldBeTrue();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_a_blind_index_cannot_answer_is_refused(DatabaseProvider provider)
    {
        await using TestHost<DirectoryContext> host = await CreateAsync(provider);
        await using DirectoryContext context = host.NewContext();
        List<string> list = ["ann@x.example"];
        Func<Task>[] refused =
        [
            () => context.People.Where(p => p.Email.StartsWith("ann")).ToListAsync(),
            () => context.People.Where(p => p.Email.ToLower() == "ann@x.example").ToListAsync(),
            () => context.People.Where(p => p.Pin > 10).ToListAsync(),
            () => context.People.OrderBy(p => p.Email).ToListAsync(),
            () => context.People.GroupBy(p => p.Email).Select(g => g.Count()).ToListAsync(),
            () => context.People.Select(p => p.Email).Distinct().ToListAsync(),
            () => context.People.Where(p => p.Email == p.Phone).ToListAsync(),
            () => context.People.Where(p => p.Email == p.City).ToListAsync(),
            () => context.People.Where(p => p.Email == p.Note).ToListAsync(),
            () => context.People.Where(p => p.Note == "n1").ToListAsync(),
            () => context.People.Where(p => (p.Phone ?? "1") == "1").ToListAsync(),
            () => context.People.Where(p => p.Email == "ann" + p.City).ToListAsync(),
            () => context.People.Where(p => (p.Id > 1 ? p.Email : null) == "ann@x.example").ToListAsync(),
            () => context.People.Join(context.Calls, p => p.Email, c => c.Email, (p, c) => c.Id).ToListAsync(),
            () => context.People.Where(p => context.Calls.Select(c => c.Email).Contains(p.Email)).ToListAsync(),
            () => context.People.Where(p => context.People.Select(q => q.City).Contains(p.Email)).ToListAsync(),
            () => context.People.Where(p => list.Any(item => EF.Functions.Like(p.Email, item))).ToListAsync(),
            () => context.People.MaxAsync(p => p.Email),
        ];

        for (int i = 0; i < refused.Length; i++)
            (await Should.ThrowAsync<FieldCryptException>(refused[i], $"query {i}")).Error.ShouldBe(FieldCryptError.QueryNotSupported, $"query {i}");
    }

    /// <summary>What the provider makes of a list in one parameter: an array that each element of can be indexed in, or JSON that the database unpacks.</summary>
    [Fact]
    public async Task A_list_in_one_parameter_is_searched_on_PostgreSql_and_refused_on_Sqlite()
    {
        List<string> list = ["ann@x.example", "nobody"];
        List<string?> phones = ["2", null];

        await using TestHost<DirectoryContext> postgres = await CreateAsync(DatabaseProvider.PostgreSql);
        postgres.Keys.Forget();
        await using (DirectoryContext context = postgres.NewContext())
        {
            IQueryable<Person> found = context.People.Where(p => EF.Parameter(list).Contains(p.Email));
            (await found.OrderBy(p => p.Id).Select(p => p.Id).ToListAsync()).ShouldBe([1, 4]);
            (await context.People.Where(p => EF.Parameter(phones).Contains(p.Phone)).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync()).ShouldBe([2, 3]);
            (await context.People.Where(p => !EF.Parameter(list).Contains(p.Email)).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync()).ShouldBe([2, 3]);

            // The provider's expression is known by its name: this fails when that changes.
            postgres.Keys.AllowBlocking = true;
            found.ToQueryString().ShouldContain("= ANY (");
        }

        await using TestHost<DirectoryContext> sqlite = await CreateAsync(DatabaseProvider.Sqlite);
        await using (DirectoryContext context = sqlite.NewContext())
        {
            FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => context.People.Where(p => EF.Parameter(list).Contains(p.Email)).ToListAsync());
            refusal.Message.ShouldContain("EF.Parameter");
        }
    }

    private static async Task<TestHost<DirectoryContext>> CreateAsync(DatabaseProvider provider)
    {
        TestHost<DirectoryContext> host = await TestHost<DirectoryContext>.CreateAsync(provider);
        await host.SaveAsync(Directory.Rows());
        return host;
    }

    public sealed class UniqueContext(DbContextOptions options) : DirectoryContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Person>().Property<byte[]>("EmailIndex");
            modelBuilder.Entity<Person>().HasIndex("EmailIndex").IsUnique();
        }
    }
}
