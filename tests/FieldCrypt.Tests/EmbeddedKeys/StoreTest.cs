using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>What tests of the embedded key store share: a folder, a clock, and ways to look at and spoil the file.</summary>
public abstract class StoreTest : IDisposable
{
    protected const string Alias = "alias/fieldcrypt";

    protected static readonly EncryptionContext Finance = EncryptionContext.Parse("Department=finance");
    protected static readonly EncryptionContext Hr = EncryptionContext.Parse("Department=hr");

    protected StoreFolder Folder { get; } = new();

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected string StorePath => Folder.StorePath;

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected EmbeddedKeyStore Open(Action<EmbeddedKeyStoreOptions>? configure = null)
    {
        var options = new EmbeddedKeyStoreOptions { TimeProvider = Time };
        configure?.Invoke(options);
        return EmbeddedKeyStore.Open(StorePath, options);
    }

    /// <summary>Lets time pass that the store believes.</summary>
    protected async Task PassAsync(EmbeddedKeyStore store, TimeSpan time)
    {
        Time.Advance(time);
        await store.ConfirmClockAsync(Time.GetUtcNow());
    }

    /// <summary>Makes a store and closes it.</summary>
    protected void CreateStore(Action<EmbeddedKeyStoreOptions>? configure = null) => Open(configure).Dispose();

    /// <summary>Runs SQL on the file, as somebody without the root key could.</summary>
    protected int Sql(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = StorePath, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    protected T[] Rows<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = StorePath, Pooling = false }.ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return [.. rows];
    }

    protected FieldCryptException OpenFails(FieldCryptError error, Action<EmbeddedKeyStoreOptions>? configure = null)
    {
        FieldCryptException exception = Should.Throw<FieldCryptException>(() => Open(configure).Dispose());
        exception.Error.ShouldBe(error);
        exception.Message.ShouldContain(StorePath);
        return exception;
    }

    protected static async Task<FieldCryptException> FailsAsync(FieldCryptError error, Func<Task> call)
    {
        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(call);
        exception.Error.ShouldBe(error);
        return exception;
    }
}
