using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>The record keys of one row, one per encryption context, made when first asked for.</summary>
internal struct RowKeys(SaveSessions sessions, IReadOnlyList<IUpdateEntry> entries) : IDisposable
{
    private RecordKey? _first;
    private List<RecordKey>? _others;

    public RecordKey Of(EncryptionContext context)
    {
        if (_first is null)
            return _first = Take(context);
        if (Fits(_first, context))
            return _first;

        _others ??= [];
        foreach (RecordKey key in _others)
        {
            if (Fits(key, context))
                return key;
        }

        RecordKey taken = Take(context);
        _others.Add(taken);
        return taken;
    }

    public readonly void Dispose()
    {
        _first?.Dispose();
        _others?.ForEach(static key => key.Dispose());
    }

    private readonly RecordKey Take(EncryptionContext context) => sessions.Get(entries[0].Context).TakeRecordKey(context);

    private static bool Fits(RecordKey key, EncryptionContext context) => ReferenceEquals(key.Context, context) || key.Context.Equals(context);
}
