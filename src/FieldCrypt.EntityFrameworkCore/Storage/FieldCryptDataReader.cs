using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>
/// The provider's reader, with one thing added: before <see cref="ReadAsync"/> completes, the keys of the row's
/// envelopes are open, so that converting them never waits. Only columns that the query's tree shows to be encrypted are
/// looked at, so what somebody put into another column calls no key; a value once fetched is handed through. Used by one
/// flow at a time, as any reader.
/// </summary>
internal sealed class FieldCryptDataReader(DbDataReader inner, KeyRing keyRing, EncryptedProjection projection) : DbDataReader
{
    private RowEnvelopes? _row;

    /// <inheritdoc/>
    public override int Depth => inner.Depth;

    /// <inheritdoc/>
    public override int FieldCount => inner.FieldCount;

    /// <inheritdoc/>
    public override int VisibleFieldCount => inner.VisibleFieldCount;

    /// <inheritdoc/>
    public override bool HasRows => inner.HasRows;

    /// <inheritdoc/>
    public override bool IsClosed => inner.IsClosed;

    /// <inheritdoc/>
    public override int RecordsAffected => inner.RecordsAffected;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _row?.Clear();
        Task<bool> read = inner.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return AwaitRowAsync(read, cancellationToken);
        return read.Result && Peek() >= 0 ? OpenKeysAsync(cancellationToken) : read;
    }

    /// <inheritdoc/>
    public override bool Read()
    {
        _row?.Clear();
        return inner.Read();
    }

    /// <inheritdoc/>
    public override bool NextResult()
    {
        _row = null;
        return inner.NextResult();
    }

    /// <inheritdoc/>
    public override Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        _row = null;
        return inner.NextResultAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => _row is { } row && row.TryGet(ordinal, out object? value) ? value is null : inner.IsDBNull(ordinal);

    /// <inheritdoc/>
    public override Task<bool> IsDBNullAsync(int ordinal, CancellationToken cancellationToken)
        => _row is { } row && row.TryGet(ordinal, out object? value) ? Task.FromResult(value is null) : inner.IsDBNullAsync(ordinal, cancellationToken);

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal)
        => _row is { } row && row.TryGet(ordinal, out object? value) && value is T fetched ? fetched : inner.GetFieldValue<T>(ordinal);

    /// <inheritdoc/>
    public override Task<T> GetFieldValueAsync<T>(int ordinal, CancellationToken cancellationToken)
        => _row is { } row && row.TryGet(ordinal, out object? value) && value is T fetched ? Task.FromResult(fetched) : inner.GetFieldValueAsync<T>(ordinal, cancellationToken);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => _row is { } row && row.TryGet(ordinal, out object? value) && value is not null ? value : inner.GetValue(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => _row is { } row && row.TryGet(ordinal, out object? value) && value is string text ? text : inner.GetString(ordinal);

    /// <inheritdoc/>
    public override int GetValues(object[] values) => inner.GetValues(values);

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => inner.GetBoolean(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => inner.GetByte(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
        => inner.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => inner.GetChar(ordinal);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
        => inner.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => inner.GetDataTypeName(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => inner.GetDateTime(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => inner.GetDecimal(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => inner.GetDouble(ordinal);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => inner.GetFieldType(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => inner.GetFloat(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => inner.GetGuid(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => inner.GetInt16(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => inner.GetInt32(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => inner.GetInt64(ordinal);

    /// <inheritdoc/>
    public override string GetName(int ordinal) => inner.GetName(ordinal);

    /// <inheritdoc/>
    public override int GetOrdinal(string name) => inner.GetOrdinal(name);

    /// <inheritdoc/>
    public override Stream GetStream(int ordinal) => inner.GetStream(ordinal);

    /// <inheritdoc/>
    public override TextReader GetTextReader(int ordinal) => inner.GetTextReader(ordinal);

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetProviderSpecificFieldType(int ordinal) => inner.GetProviderSpecificFieldType(ordinal);

    /// <inheritdoc/>
    public override object GetProviderSpecificValue(int ordinal) => inner.GetProviderSpecificValue(ordinal);

    /// <inheritdoc/>
    public override int GetProviderSpecificValues(object[] values) => inner.GetProviderSpecificValues(values);

    /// <inheritdoc/>
    public override DataTable? GetSchemaTable() => inner.GetSchemaTable();

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    /// <inheritdoc/>
    public override void Close() => inner.Close();

    /// <inheritdoc/>
    public override Task CloseAsync() => inner.CloseAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Peek() => (_row ??= new RowEnvelopes(inner, projection)).FindClosed(inner, keyRing, 0, out _);

    private async Task<bool> AwaitRowAsync(Task<bool> read, CancellationToken cancellationToken)
    {
        if (!await read.ConfigureAwait(false))
            return false;
        return Peek() < 0 || await OpenKeysAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens keys until none of the row's envelopes waits for one.</summary>
    private async Task<bool> OpenKeysAsync(CancellationToken cancellationToken)
    {
        RowEnvelopes row = _row!;
        for (int slot = row.FindClosed(inner, keyRing, 0, out ClosedEnvelope closed); slot >= 0; slot = row.FindClosed(inner, keyRing, slot + 1, out closed))
        {
            try
            {
                await closed.OpenKeyAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (FieldCryptException)
            {
                // The column may never be converted. The key ring remembers the failure for
                // the moment, and converting the value throws it, with the column's name.
            }
        }

        return true;
    }
}
