namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class ExecuteUpdateTests
{
    private const string StoredIbans = """SELECT "Iban" FROM "Accounts" ORDER BY "Id" """;
    private const string StoredNicknames = """SELECT "Nickname" FROM "Accounts" ORDER BY "Id" """;

    [Theory, ClassData(typeof(Providers))]
    public async Task A_value_is_refused_unless_the_context_accepts_a_shared_envelope(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: false);
        List<byte[]> before = await host.Database.EnvelopesAsync(StoredIbans);
        string iban = "AT99";
        await using BankContext context = host.NewContext();

        FieldCryptException constant = await Should.ThrowAsync<FieldCryptException>(() => context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, "AT99")));
        FieldCryptException variable = await Should.ThrowAsync<FieldCryptException>(() => context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, iban)));

        foreach (FieldCryptException refusal in new[] { constant, variable })
        {
            refusal.Error.ShouldBe(FieldCryptError.QueryNotSupported);
            refusal.Message.ShouldContain("Account.Iban");
            refusal.Message.ShouldContain("AllowSharedEnvelopeInExecuteUpdate");
            refusal.Message.ShouldNotContain("AT99");
        }

        (await host.Database.EnvelopesAsync(StoredIbans)).ShouldBe(before);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Null_is_always_accepted(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: false);
        string? nothing = null;
        await using BankContext context = host.NewContext();

        (await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Nickname, (string?)null))).ShouldBe(1);
        (await context.Accounts.Where(a => a.Id == 3).ExecuteUpdateAsync(s => s.SetProperty(a => a.Nickname, nothing).SetProperty(a => a.Limit, (decimal?)null))).ShouldBe(1);

        (await host.Database.QueryAsync(StoredNicknames)).ShouldAllBe(static value => value == null);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task With_consent_all_rows_get_one_envelope_and_each_execution_another(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        List<byte[]> first = await SetAndReadAsync(host);
        List<byte[]> second = await SetAndReadAsync(host);

        first.DistinctBy(Convert.ToHexString).Count().ShouldBe(1);
        second.DistinctBy(Convert.ToHexString).Count().ShouldBe(1);
        SaltOf(second[0]).ShouldNotBe(SaltOf(first[0]));

        static async Task<List<byte[]>> SetAndReadAsync(TestHost<BankContext> host)
        {
            await using BankContext context = host.NewContext();
            (await context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, "constant"))).ShouldBe(3);
            (await context.Accounts.Select(a => a.Iban).ToListAsync()).ShouldBe(["constant", "constant", "constant"]);
            return await host.Database.EnvelopesAsync(StoredIbans);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task All_columns_of_one_execution_share_its_data_key(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        string same = "same";
        DateOnly? day = new DateOnly(2001, 2, 3);
        await using (BankContext context = host.NewContext())
        {
            await context.Accounts.Where(a => a.Id == 2).ExecuteUpdateAsync(s => s
                .SetProperty(a => a.Iban, same)
                .SetProperty(a => a.Nickname, same)
                .SetProperty(a => a.Branch, same)
                .SetProperty(a => a.Memo, same)
                .SetProperty(a => a.Birthday, day)
                .SetProperty(a => a.Points, 77)
                .SetProperty(a => a.Tier, Tier.Gold)
                .SetProperty(a => a.Photo, new byte[] { 8, 9 })
                .SetProperty(a => a.Limit, (decimal?)null));
        }

        await using BankContext reading = host.NewContext();
        Account account = await reading.Accounts.SingleAsync(a => a.Id == 2);
        account.Iban.ShouldBe(same);
        account.Nickname.ShouldBe(same);
        account.Branch.ShouldBe(same);
        account.Memo.ShouldBe(same);
        account.Birthday.ShouldBe(day);
        account.Points.ShouldBe(77);
        account.Tier.ShouldBe(Tier.Gold);
        account.Photo.ShouldBe([8, 9]);
        account.Limit.ShouldBeNull();

        byte[] iban = (await host.Database.EnvelopesAsync(StoredIbans))[1];
        byte[] nickname = (byte[])(await host.Database.QueryAsync(StoredNicknames))[1]!;
        SaltOf(nickname).ShouldBe(SaltOf(iban));
        nickname.ShouldNotBe(iban);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_query_plan_keeps_no_value(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        foreach (string iban in new[] { "one", "two", "three" })
        {
            await using BankContext context = host.NewContext();
            await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, iban));
            (await context.Accounts.Where(a => a.Id == 1).Select(a => a.Iban).SingleAsync()).ShouldBe(iban);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Keys_are_had_before_the_command_is_made(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        string iban = "cold";
        host.Keys.Forget();
        int calls = host.Keys.BackendCalls;

        // The test's backend throws if a thread blocks on it.
        await using (BankContext context = host.NewContext())
            await context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, iban));
        host.Keys.BackendCalls.ShouldBe(calls + 1);

        host.Keys.AllowBlocking = true;
        host.Keys.Forget();
        await using (BankContext context = host.NewContext())
            context.Accounts.ExecuteUpdate(s => s.SetProperty(a => a.Iban, "synchronous"));
        await using BankContext reading = host.NewContext();
        (await reading.Accounts.Select(a => a.Iban).ToListAsync()).ShouldBe(["synchronous", "synchronous", "synchronous"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Direct_data_keys_cost_one_backend_call_per_execution(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await TestHost<BankContext>.CreateAsync(
            provider, static keys => keys.DataKeys = DataKeyMode.Direct, static options => options.AllowSharedEnvelopeInExecuteUpdate());
        await host.SaveAsync(Bank.Rows());
        int calls = host.Keys.BackendCalls;
        string text = "direct";

        await using BankContext context = host.NewContext();
        await context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, text).SetProperty(a => a.Nickname, text));

        host.Keys.BackendCalls.ShouldBe(calls + 1);
        (await context.Accounts.Where(a => a.Id == 3).Select(a => a.Iban).SingleAsync()).ShouldBe("direct");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_keys_nothing_is_written(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        List<byte[]> before = await host.Database.EnvelopesAsync(StoredIbans);
        host.Keys.Forget();
        host.Keys.Backend.Delay = static _ => throw new FieldCryptException(FieldCryptError.BackendUnavailable, "out of reach");

        await using BankContext context = host.NewContext();
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Iban, "x")));

        failure.IsTransient.ShouldBeTrue();
        (await host.Database.EnvelopesAsync(StoredIbans)).ShouldBe(before);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task ExecuteDelete_needs_no_key(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: false);
        host.Keys.Forget();
        int calls = host.Keys.BackendCalls;

        await using BankContext context = host.NewContext();
        (await context.Accounts.Where(a => a.Nickname == null).ExecuteDeleteAsync()).ShouldBe(1);

        host.Keys.BackendCalls.ShouldBe(calls);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Longer_than_MaxLength_is_refused(DatabaseProvider provider)
    {
        await using TestHost<BankContext> host = await CreateAsync(provider, allow: true);
        string nickname = new('x', 41);
        await using BankContext context = host.NewContext();

        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => context.Accounts.ExecuteUpdateAsync(s => s.SetProperty(a => a.Nickname, nickname)));
        refusal.Error.ShouldBe(FieldCryptError.ValueTooLarge);
    }

    private static async Task<TestHost<BankContext>> CreateAsync(DatabaseProvider provider, bool allow)
    {
        TestHost<BankContext> host = await TestHost<BankContext>.CreateAsync(provider, fieldCrypt: options =>
        {
            if (allow)
                options.AllowSharedEnvelopeInExecuteUpdate();
        });
        await host.SaveAsync(Bank.Rows());
        return host;
    }

    private static string SaltOf(byte[] envelope) => Convert.ToHexString(Envelope.Parse(envelope).RecordSalt);
}
