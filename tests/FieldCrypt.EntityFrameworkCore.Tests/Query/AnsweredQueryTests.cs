using System.Globalization;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class AnsweredQueryTests(BankFixture banks) : IClassFixture<BankFixture>
{
    [Theory, MemberData(nameof(Cases))]
    public async Task A_query_that_hands_ciphertext_on_gives_the_plaintext(DatabaseProvider provider, string name)
    {
        var (answer, run) = AnsweredQueries.All[name];
        TestHost<BankContext> host = await banks.GetAsync(provider);
        await using BankContext context = host.NewContext();

        IEnumerable<object?> rows = await run(context);

        string.Join(", ", rows.Select(static row => row is null ? "-" : Convert.ToString(row, CultureInfo.InvariantCulture))).ShouldBe(answer);
    }

    public static TheoryData<DatabaseProvider, string> Cases()
    {
        var cases = new TheoryData<DatabaseProvider, string>();
        foreach (DatabaseProvider provider in Enum.GetValues<DatabaseProvider>())
        {
            foreach (string name in AnsweredQueries.All.Keys)
                cases.Add(provider, name);
        }

        return cases;
    }
}
