namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class QueryPlanTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Compiled_queries_answer_or_refuse_as_others_do(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await TestHost<BankContext>.CreateAsync(provider);
        await host.SaveAsync(Bank.Rows());
        await using BankContext context = host.NewContext();

        Func<BankContext, int, Task<string?>> nickname
            = EF.CompileAsyncQuery((BankContext db, int id) => db.Accounts.Where(a => a.Id == id).Select(a => a.Nickname).FirstOrDefault());
        Func<BankContext, string, Task<int>> count
            = EF.CompileAsyncQuery((BankContext db, string iban) => db.Accounts.Count(a => a.Iban == iban));

        (await nickname(context, 1)).ShouldBe("rent");
        (await nickname(context, 2)).ShouldBeNull();
        (await Should.ThrowAsync<FieldCryptException>(() => count(context, "AT01"))).Error.ShouldBe(FieldCryptError.QueryNotSupported);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_query_filter_on_an_encrypted_property_is_refused(DatabaseProvider provider)
    {
        await using TestHost<FilteredContext> host = await TestHost<FilteredContext>.CreateAsync(provider);
        await host.SaveAsync(Bank.Rows());
        await using FilteredContext context = host.NewContext();

        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => context.Accounts.ToListAsync());
        refusal.Message.ShouldContain("Account.Iban");
        (await context.Accounts.IgnoreQueryFilters().CountAsync()).ShouldBe(3);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task ToQueryString_shows_the_query_and_no_envelope(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await TestHost<BankContext>.CreateAsync(provider);
        await using BankContext context = host.NewContext();

        string sql = context.Accounts.Where(a => a.Nickname == null).Select(a => a.Iban).ToQueryString();

        sql.ShouldContain("\"Nickname\" IS NULL");
        sql.ShouldNotContain("FC45", Case.Insensitive);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_context_type_without_FieldCrypt_is_left_alone(DatabaseProvider provider)
    {
        await using TestHost<PlainContext> host = await TestHost<PlainContext>.CreateAsync(provider);
        await host.SaveAsync(new Country { Name = "Austria" }, new Country { Name = "Belgium" });
        host.Keys.Forget();
        await using PlainContext context = host.NewContext();

        (await context.Countries.Where(c => c.Name.StartsWith("A")).OrderBy(c => c.Name).Select(c => c.Name).Distinct().ToListAsync()).ShouldBe(["Austria"]);
        await context.Countries.ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, c => c.Name + "!"));
        (await context.Countries.MaxAsync(c => c.Name)).ShouldBe("Belgium!");
        host.Keys.BackendCalls.ShouldBe(0);
    }

    public sealed class FilteredContext(DbContextOptions options) : BankContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Account>().HasQueryFilter(account => account.Iban != "AT01");
    }

    public sealed class PlainContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Country> Countries => Set<Country>();
    }
}
