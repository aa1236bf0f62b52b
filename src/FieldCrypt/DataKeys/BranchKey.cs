using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// A branch key in clear. Derives record keys, each thread in a slot of its own that keeps the live HMAC and the last
/// record read, since the columns of a row come one after the other. Closing it zeroes everything.
/// </summary>
internal sealed class BranchKey : OpenedKey
{
    private readonly KeyMaterial _key;
    private readonly Slot?[] _slots = new Slot?[SlotCount];
    private readonly Lock _gate = new();
    private volatile bool _closed;

    private static readonly int SlotCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount * 2);

    /// <param name="id">The id.</param>
    /// <param name="context">The context it is wrapped under.</param>
    /// <param name="key">The key, 32 bytes; owned from here on.</param>
    public BranchKey(BranchKeyId id, EncryptionContext context, KeyMaterial key)
        : base(context)
    {
        Id = id;
        _key = key;
    }

    public BranchKeyId Id { get; }

    /// <summary>What counts the records written under it; null while it does not write.</summary>
    public UseAllowance? Allowance { get; set; }

    /// <summary>The key's memory, for tests that look at it after closing.</summary>
    internal KeyMaterial Material => _key;

    /// <summary>Derives the key of a new record under a fresh salt; null if the lease ended meanwhile.</summary>
    public RecordKey? CreateRecordKey()
    {
        Slot? slot = Take(out int index);
        if (slot is null)
            return null;

        Allowance?.Use();
        Span<byte> random = stackalloc byte[EnvelopeFormat.SaltLength + (RecordKey.NoncesPerDraw * EnvelopeFormat.NonceLength)];
        Span<byte> keySection = stackalloc byte[EnvelopeFormat.KeyIdLength + EnvelopeFormat.SaltLength];
        Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputLength];
        try
        {
            // One draw from the operating system for this record alone: nothing random is kept that a fork, a snapshot of
            // the machine or another record could use again.
            RandomNumberGenerator.Fill(random);
            Id.Write(keySection);
            Span<byte> salt = keySection[EnvelopeFormat.KeyIdLength..];
            random[..EnvelopeFormat.SaltLength].CopyTo(salt);
            RecordKeyDerivation.Derive(slot.Hmac, EnvelopeSuite.Hierarchical, Id, salt, derived);
            return new RecordKey(EnvelopeSuite.Hierarchical, Context, keySection, derived, random[EnvelopeFormat.SaltLength..]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            Return(slot, index);
        }
    }

    /// <summary>As <see cref="CreateRecordKey"/>, for who holds the key.</summary>
    public RecordKey CreateHeldRecordKey() => CreateRecordKey() ?? throw new ObjectDisposedException(nameof(BranchKey));

    public override DecryptionResult Decrypt(in Envelope envelope, ReadOnlySpan<byte> aad, Span<byte> plaintext)
    {
        Slot? slot = Take(out int index);
        if (slot is null)
            return DecryptionResult.KeyClosed;
        try
        {
            return slot.Record(Id, envelope.RecordSalt).Decrypt(envelope, aad, plaintext);
        }
        finally
        {
            Return(slot, index);
        }
    }

    protected override void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _key.Dispose();
        }

        for (int i = 0; i < _slots.Length; i++)
            Interlocked.Exchange(ref _slots[i], null)?.Dispose();
    }

    private Slot? Take(out int index)
    {
        index = Environment.CurrentManagedThreadId & (SlotCount - 1);
        if (Interlocked.Exchange(ref _slots[index], null) is { } slot)
            return slot;
        lock (_gate)
            return _closed ? null : new Slot(_key.Span);
    }

    private void Return(Slot slot, int index)
    {
        if (Interlocked.CompareExchange(ref _slots[index], slot, null) is not null)
        {
            slot.Dispose();
            return;
        }

        // Closed while the slot was out: whoever finds it there disposes it. The exchange above is a full fence, so
        // either this read sees the closing or the closing sees the slot.
        if (_closed)
            Interlocked.Exchange(ref _slots[index], null)?.Dispose();
    }

    /// <summary>What one thread at a time uses.</summary>
    private sealed class Slot(ReadOnlySpan<byte> key) : IDisposable
    {
        private readonly byte[] _salt = new byte[EnvelopeFormat.SaltLength];
        private RecordReader? _record;

        public IncrementalHash Hmac { get; } = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key);

        public RecordReader Record(BranchKeyId id, ReadOnlySpan<byte> salt)
        {
            if (_record is not null && salt.SequenceEqual(_salt))
                return _record;

            Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputLength];
            RecordKeyDerivation.Derive(Hmac, EnvelopeSuite.Hierarchical, id, salt, derived);
            _record?.Dispose();
            _record = new RecordReader(derived);
            salt.CopyTo(_salt);
            CryptographicOperations.ZeroMemory(derived);
            return _record;
        }

        public void Dispose()
        {
            Hmac.Dispose();
            _record?.Dispose();
        }
    }
}
