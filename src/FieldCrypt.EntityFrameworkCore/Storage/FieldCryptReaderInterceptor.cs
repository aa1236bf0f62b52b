using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// Puts a reader that opens keys ahead around the readers of asynchronous queries that yield envelopes. Not around those
/// of saves and migrations, which providers cast to their own type; synchronous queries wait for keys where they convert.
/// </summary>
internal sealed class FieldCryptReaderInterceptor(KeyRing keyRing) : DbCommandInterceptor
{
    /// <inheritdoc/>
    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default)
    {
        DbDataReader reader = EncryptedProjection.Find(eventData.LogCommandText) is { } projection
            ? new FieldCryptDataReader(result, keyRing, projection)
            : result;
        return new ValueTask<DbDataReader>(reader);
    }
}
