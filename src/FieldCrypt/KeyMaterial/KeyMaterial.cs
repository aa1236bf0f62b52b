using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// Key bytes in pinned memory that the garbage collector never copies, zeroed when disposed. Reading is thread-safe;
/// disposing while another thread reads is the owner's mistake.
/// </summary>
public sealed class KeyMaterial : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Makes a zero-filled buffer.</summary>
    /// <param name="length">The length in bytes, 1 to 65,536.</param>
    public KeyMaterial(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 65_536);
        _bytes = GC.AllocateArray<byte>(length, pinned: true);
    }

    /// <summary>Zeroes bytes that nobody disposed.</summary>
    ~KeyMaterial() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>The length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The bytes where a span cannot go, such as across an await.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    internal ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The buffer itself, for tests that look at it after disposal.</summary>
    internal byte[] Buffer => _bytes;

    /// <summary>Makes a key of random bytes from the operating system's generator.</summary>
    /// <param name="length">The length in bytes.</param>
    public static KeyMaterial Random(int length)
    {
        var key = new KeyMaterial(length);
        RandomNumberGenerator.Fill(key._bytes);
        return key;
    }

    /// <summary>Makes a key of a copy of the bytes given; the caller zeroes its own.</summary>
    /// <param name="bytes">The key bytes.</param>
    public static KeyMaterial CopyOf(ReadOnlySpan<byte> bytes)
    {
        var key = new KeyMaterial(bytes.Length);
        bytes.CopyTo(key._bytes);
        return key;
    }

    /// <summary>Zeroes the bytes. May be called more than once.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
        GC.SuppressFinalize(this);
    }

    /// <summary>The length only, never the bytes.</summary>
    public override string ToString() => $"KeyMaterial ({_bytes.Length} bytes)";
}
