using System.Data.Common;
using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// Puts a reader that opens keys ahead around the readers of asynchronous queries. Not around those of saves and
/// migrations, which providers cast to their own type; synchronous queries wait for keys where they convert.
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
        if (eventData.CommandSource is CommandSource.SaveChanges or CommandSource.Migrations)
            return new ValueTask<DbDataReader>(result);
        EncryptedReading reading = eventData.Context is { } context ? EncryptedReading.Of(context.Model) : EncryptedReading.Everything;
        return new ValueTask<DbDataReader>(reading.HasColumns ? new FieldCryptDataReader(result, keyRing, reading.HasTextColumns) : result);
    }
}
