using FieldCrypt.Tests.EmbeddedKeys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FieldCrypt.Tests.Audit;

/// <summary>A key ring's uses of keys reach the file and the log, and none is made without its trace.</summary>
public sealed class AuditSetUpTests : IDisposable
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");

    private readonly StoreFolder _folder = new();
    private readonly CollectingLoggerFactory _loggers = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Uses_of_keys_reach_the_file_and_the_log()
    {
        await using (ServiceProvider services = Services())
        {
            KeyRing ring = services.GetRequiredService<KeyRing>();
            (await ring.CreateRecordKeyAsync(s_finance)).Dispose();
            await services.GetRequiredService<EmbeddedKeyStore>().RotateKeyAsync("alias/fieldcrypt");
        }

        (await AuditFileVerifier.VerifyAsync(_folder.AuditPath)).IsIntact.ShouldBeTrue();
        string text = File.ReadAllText(_folder.AuditPath);
        foreach (string operation in new[] { "GenerateDataKey", "CreateBranchKey", "RotateKey" })
        {
            text.ShouldContain($"\"operation\":\"{operation}\"");
            _loggers.Entries.ShouldContain(entry => entry.Category == "FieldCrypt.Audit" && entry.Level == LogLevel.Information && entry.State["Operation"] == operation);
        }

        text.ShouldContain("\"principal\":\"tests\"");
        _loggers.Entries.Where(static entry => entry.Category == "FieldCrypt.Audit").ShouldAllBe(static entry => entry.State["Principal"] == "tests");
    }

    [Fact]
    public async Task A_refused_use_is_a_warning()
    {
        await using ServiceProvider services = Services();
        await services.GetRequiredService<EmbeddedKeyStore>().DisableKeyAsync("alias/fieldcrypt");
        KeyRing ring = services.GetRequiredService<KeyRing>();
        (await Should.ThrowAsync<FieldCryptException>(() => ring.CreateRecordKeyAsync(s_finance).AsTask())).Error.ShouldBe(FieldCryptError.KeyDisabled);

        LogEntry entry = _loggers.Entries.Last(static entry => entry.Category == "FieldCrypt.Audit");
        entry.Level.ShouldBe(LogLevel.Warning);
        entry.State["Outcome"].ShouldBe("KeyDisabled");
        entry.State["Context"].ShouldBe("Department=finance");
    }

    [Fact]
    public async Task Without_a_trace_no_key_is_used()
    {
        await using ServiceProvider services = Services();
        Directory.CreateDirectory(_folder.AuditPath);
        KeyRing ring = services.GetRequiredService<KeyRing>();
        (await Should.ThrowAsync<FieldCryptException>(() => ring.CreateRecordKeyAsync(s_finance).AsTask())).Error.ShouldBe(FieldCryptError.AuditUnavailable);
    }

    [Fact]
    public async Task The_container_closes_the_file()
    {
        AuditFile audit;
        await using (ServiceProvider services = Services())
            audit = services.GetServices<IAuditSink>().OfType<AuditFile>().Single();
        Should.Throw<ObjectDisposedException>(() => audit.WriteAsync(AuditFileTests.Event(1), default).AsTask());
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddSingleton<ILoggerFactory>(_loggers)
        .AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(_folder.StorePath).UseAuditFile(_folder.AuditPath).UseAuditLog().Configure(static options => options.Principal = "tests"))
        .BuildServiceProvider();

    private sealed record LogEntry(string Category, LogLevel Level, Dictionary<string, string> State);

    private sealed class CollectingLoggerFactory : ILoggerFactory
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<LogEntry> _entries = new();

        public IReadOnlyList<LogEntry> Entries => [.. _entries];

        public ILogger CreateLogger(string categoryName) => new CollectingLogger(categoryName, _entries);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class CollectingLogger(string category, System.Collections.Concurrent.ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => entries.Enqueue(new LogEntry(category, logLevel, ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(static pair => pair.Key, static pair => pair.Value?.ToString() ?? "")));
    }
}
