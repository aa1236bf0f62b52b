using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.EntityFrameworkCore.Reencryption;

/// <summary>Commands over a context's connection and execution strategy, below everything else of EF Core.</summary>
internal static class RawConnection
{
    /// <summary>Opens the connection for some work, again where the execution strategy tries again.</summary>
    public static Task<T> RunAsync<T>(DbContext context, Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
        => context.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                await context.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                try
                {
                    return await work(context.Database.GetDbConnection()).ConfigureAwait(false);
                }
                finally
                {
                    await context.Database.CloseConnectionAsync().ConfigureAwait(false);
                }
            },
            cancellationToken);

    /// <summary>A command with the context's timeout.</summary>
    public static DbCommand NewCommand(DbContext context, DbConnection connection, DbTransaction? transaction)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        if (context.Database.GetCommandTimeout() is { } timeout)
            command.CommandTimeout = timeout;
        return command;
    }
}
