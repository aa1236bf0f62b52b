using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.BranchKeys;

/// <summary>One process of an application: services of its own over a database and a key backend that others share.</summary>
public sealed class Application(TestDatabase database, MemoryKeyBackend backend, Action<FieldCryptBuilder>? keys = null) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddFieldCrypt(builder =>
        {
            builder.UseBackend(_ => backend).UseDatabaseBranchKeyStore<SelfContainedContext>();
            builder.Options.Name = $"application-{Guid.NewGuid():n}";
            keys?.Invoke(builder);
        })
        .AddDbContext<SelfContainedContext>((provided, options) =>
        {
            database.Configure(options);
            options.UseFieldCrypt(provided);
        })
        .BuildServiceProvider();

    public KeyRing KeyRing => _services.GetRequiredService<KeyRing>();

    public IBranchKeyStore Store => new EntityFrameworkCore.BranchKeys.DatabaseBranchKeyStore<SelfContainedContext>(_services.GetRequiredService<IServiceScopeFactory>());

    public async Task RunAsync(Func<SelfContainedContext, Task> work)
    {
        await using AsyncServiceScope scope = _services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<SelfContainedContext>());
    }

    public Task SaveAsync(params object[] entities) => RunAsync(async context =>
    {
        context.AddRange(entities);
        await context.SaveChangesAsync();
    });

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
