namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class SearchTests(DirectoryFixture directories) : IClassFixture<DirectoryFixture>
{
    [Theory, MemberData(nameof(Cases))]
    public async Task Equal_values_are_found_by_their_blind_index(DatabaseProvider provider, string name)
    {
        var (ids, run) = Searches.All[name];
        TestHost<DirectoryContext> host = await directories.GetAsync(provider);

        // Twice: the second time the plan is there. The keys are cold, and the backend throws if a thread blocks on it.
        for (int i = 0; i < 2; i++)
        {
            host.Keys.Forget();
            await using DirectoryContext context = host.NewContext();
            string.Join(", ", await run(context)).ShouldBe(ids);
        }
    }

    public static TheoryData<DatabaseProvider, string> Cases()
    {
        var cases = new TheoryData<DatabaseProvider, string>();
        foreach (DatabaseProvider provider in Enum.GetValues<DatabaseProvider>())
        {
            foreach (string name in Searches.All.Keys)
                cases.Add(provider, name);
        }

        return cases;
    }
}
