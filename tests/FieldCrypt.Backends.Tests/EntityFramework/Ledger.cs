using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Backends.Tests;

/// <summary>An application's database and branch key store in a folder; each process of it is a service provider of its own.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fieldcrypt-ledger-");

    public string BranchKeys => Path.Combine(_folder.FullName, "branch-keys.fck");

    private string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "ledger.db")};Pooling=false";

    /// <summary>What a process sets up.</summary>
    public ServiceProvider Process(Action<FieldCryptBuilder> keys) => new ServiceCollection()
        .AddFieldCrypt(keys)
        .AddDbContext<LedgerContext>((services, options) => options.UseSqlite(ConnectionString).UseFieldCrypt(services))
        .BuildServiceProvider();

    /// <summary>Saves entities, the database included at first.</summary>
    public static async Task SaveAsync(ServiceProvider process, IEnumerable<object> entities)
    {
        await using AsyncServiceScope scope = process.CreateAsyncScope();
        LedgerContext ledger = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        await ledger.Database.EnsureCreatedAsync();
        ledger.AddRange(entities);
        await ledger.SaveChangesAsync();
    }

    /// <summary>Reads every payment, untracked.</summary>
    public static async Task<List<Payment>> PaymentsAsync(ServiceProvider process)
    {
        await using AsyncServiceScope scope = process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerContext>().Payments.AsNoTracking().OrderBy(static payment => payment.Id).ToListAsync();
    }

    /// <summary>Reads every payslip, untracked.</summary>
    public static async Task<List<Payslip>> PayslipsAsync(ServiceProvider process)
    {
        await using AsyncServiceScope scope = process.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerContext>().Payslips.AsNoTracking().OrderBy(static payslip => payslip.Id).ToListAsync();
    }

    /// <summary>A column of the first row as it lies in the file.</summary>
    public byte[] Stored(string table, string column)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT \"{column}\" FROM \"{table}\" ORDER BY \"Id\" LIMIT 1";
        return (byte[])command.ExecuteScalar()!;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
