using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>
/// Salts and nonces, drawn from the operating system's generator in bulk: a draw costs nearly the same for 12 bytes as
/// for a kilobyte. They are public once used, and each byte is given out once.
/// </summary>
internal static class RandomBytes
{
    private const int BufferLength = 1024;

    // A machine restored from a snapshot must not repeat what was drawn before it: unused bytes go stale at once.
    private const long MaximumAgeMilliseconds = 250;

    [ThreadStatic]
    private static Drawn? t_drawn;

    public static void Fill(Span<byte> destination)
    {
        Drawn drawn = t_drawn ??= new Drawn();
        if (drawn.Left < destination.Length || Environment.TickCount64 - drawn.At > MaximumAgeMilliseconds)
            drawn.Refill();
        drawn.Take(destination);
    }

    /// <summary>What one thread has drawn and not yet given out.</summary>
    private sealed class Drawn
    {
        private readonly byte[] _bytes = new byte[BufferLength];

        public int Left { get; private set; }

        public long At { get; private set; }

        public void Refill()
        {
            RandomNumberGenerator.Fill(_bytes);
            Left = BufferLength;
            At = Environment.TickCount64;
        }

        public void Take(Span<byte> destination)
        {
            Span<byte> taken = _bytes.AsSpan(BufferLength - Left, destination.Length);
            taken.CopyTo(destination);
            taken.Clear();
            Left -= destination.Length;
        }
    }
}
