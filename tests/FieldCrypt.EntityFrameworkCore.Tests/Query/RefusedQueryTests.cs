namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class RefusedQueryTests(BankFixture banks) : IClassFixture<BankFixture>
{
    [Theory, MemberData(nameof(Cases))]
    public async Task A_query_that_ciphertext_cannot_answer_is_refused_by_name(DatabaseProvider provider, string name)
    {
        var (property, run) = RefusedQueries.All[name];
        TestHost<BankContext> host = await banks.GetAsync(provider);
        await using BankContext context = host.NewContext();

        FieldCryptException refusal = await Should.ThrowAsync<FieldCryptException>(() => run(context));

        refusal.Error.ShouldBe(FieldCryptError.QueryNotSupported);
        refusal.Message.ShouldContain(property);
        refusal.Message.ShouldContain("which ciphertext cannot answer. ");
        refusal.Column.ShouldBe(property);
        refusal.Message.ShouldNotContain("AT01");
    }

    public static TheoryData<DatabaseProvider, string> Cases()
    {
        var cases = new TheoryData<DatabaseProvider, string>();
        foreach (DatabaseProvider provider in Enum.GetValues<DatabaseProvider>())
        {
            foreach (string name in RefusedQueries.All.Keys)
                cases.Add(provider, name);
        }

        return cases;
    }
}
