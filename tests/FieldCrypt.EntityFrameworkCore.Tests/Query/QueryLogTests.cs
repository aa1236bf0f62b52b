using System.Text;
using Microsoft.Extensions.Logging;

namespace FieldCrypt.EntityFrameworkCore.Tests.Query;

public sealed class QueryLogTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Not_even_sensitive_logging_shows_what_is_searched_or_set(DatabaseProvider provider)
    {
        var log = new StringBuilder();
        await using TestHost<DirectoryContext> host = await TestHost<DirectoryContext>.CreateAsync(
            provider,
            fieldCrypt: static options => options.AllowSharedEnvelopeInExecuteUpdate(),
            options: options => options.EnableSensitiveDataLogging().EnableDetailedErrors().LogTo(line =>
            {
                lock (log)
                    log.AppendLine(line);
            }, LogLevel.Trace));
        await host.SaveAsync(Directory.Rows());
        string searched = "bob@x.example";
        string set = "secret@x.example";
        List<string> list = ["bob@x.example", "carl@x.example"];

        await using (DirectoryContext context = host.NewContext())
        {
            (await context.People.AsNoTracking().Where(p => p.Email == searched).CountAsync()).ShouldBe(1);
            (await context.People.AsNoTracking().Where(p => list.Contains(p.Email)).CountAsync()).ShouldBe(1);
            (await context.People.Where(p => p.Id == 3).ExecuteUpdateAsync(s => s.SetProperty(p => p.Email, set))).ShouldBe(1);
            (await context.People.AsNoTracking().SingleAsync(p => p.Email == set)).Id.ShouldBe(3);
        }

        string text = log.ToString();
        text.ShouldContain("EmailIndex");
        foreach (string plaintext in new[] { searched, set, "carl@x.example" })
            text.ShouldNotContain(plaintext);
    }
}
