namespace FieldCrypt.Backends.Tests;

/// <summary>A fresh embedded key store.</summary>
internal sealed class EmbeddedUnderTest : BackendUnderTest
{
    private const string Alias = "alias/fieldcrypt";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fieldcrypt-test-");
    private readonly StallingTime _time = new();
    private readonly EmbeddedKeyStore _store;

    public EmbeddedUnderTest()
    {
        _store = EmbeddedKeyStore.Open(Path.Combine(_folder.FullName, "keys.fck"), new EmbeddedKeyStoreOptions { TimeProvider = _time });
        Backend = _store.GetBackend();
        UnderUnknownKey = _store.GetBackend("alias/none-such");
    }

    public override IKeyBackend Backend { get; }

    public override IKeyBackend UnderUnknownKey { get; }

    public override string UnknownKeyId => "00000000-1111-4222-8333-444444444444";

    public override Task CallWaits => _time.CallWaits.Task;

    public override IEnumerable<string> Requests => [];

    // Whoever has opened the store has its root key, and so every key of it.
    public override bool IsOneTrust => true;

    public override async Task<IKeyBackend> UnderOtherKeyAsync()
    {
        await _store.CreateKeyAsync("alias/other");
        return _store.GetBackend("alias/other");
    }

    public override IKeyBackend Trusting(string keyId) => Backend;

    public override Task RotateAsync() => _store.RotateKeyAsync(Alias);

    public override Task DisableAsync() => _store.DisableKeyAsync(Alias);

    public override Task EnableAsync() => _store.EnableKeyAsync(Alias);

    public override void Stall() => _time.Stall();

    public override void Resume() => _time.Resume();

    public override async ValueTask DisposeAsync()
    {
        Resume();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The store asks for the time in each transaction: who holds the clock holds the store.</summary>
    private sealed class StallingTime : TimeProvider
    {
        private readonly ManualResetEventSlim _answers = new(initialState: true);

        public TaskCompletionSource CallWaits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Stall() => _answers.Reset();

        public void Resume() => _answers.Set();

        public override DateTimeOffset GetUtcNow()
        {
            if (!_answers.IsSet)
                CallWaits.TrySetResult();
            _answers.Wait();
            return base.GetUtcNow();
        }
    }
}
