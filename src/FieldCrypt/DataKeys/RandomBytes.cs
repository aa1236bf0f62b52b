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
    private static byte[]? t_buffer;

    [ThreadStatic]
    private static int t_used;

    [ThreadStatic]
    private static long t_drawnAt;

    public static void Fill(Span<byte> destination)
    {
        long now = Environment.TickCount64;
        byte[] buffer = t_buffer ??= new byte[BufferLength];
        if (t_drawnAt == 0 || BufferLength - t_used < destination.Length || now - t_drawnAt > MaximumAgeMilliseconds)
        {
            RandomNumberGenerator.Fill(buffer);
            t_used = 0;
            t_drawnAt = now;
        }

        Span<byte> drawn = buffer.AsSpan(t_used, destination.Length);
        drawn.CopyTo(destination);
        drawn.Clear();
        t_used += destination.Length;
    }
}
