using System.Security.Cryptography;
using System.Text;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// Where a token's user PIN comes from. It is asked for when a login needs it, on a thread of the backend's own, and
/// not kept. Immutable and thread-safe.
/// </summary>
public sealed class Pkcs11Pin
{
    private readonly Func<byte[]> _read;
    private readonly string _source;

    private Pkcs11Pin(string source, Func<byte[]> read)
    {
        _source = source;
        _read = read;
    }

    /// <summary>Takes the PIN from an environment variable.</summary>
    /// <param name="variable">The variable's name.</param>
    public static Pkcs11Pin FromEnvironment(string variable)
    {
        ArgumentException.ThrowIfNullOrEmpty(variable);
        return new Pkcs11Pin($"environment variable {variable}", () => Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(variable) ?? ""));
    }

    /// <summary>Takes the PIN from a file's first line, read anew for each login, so that a mounted secret may change.</summary>
    /// <param name="path">The file, UTF-8; make it readable to the application alone.</param>
    public static Pkcs11Pin FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Pkcs11Pin($"file {path}", () => FirstLine(path));
    }

    /// <summary>Asks the application.</summary>
    /// <param name="read">Gives the PIN as UTF-8 bytes, which are zeroed after use; an empty array logs in at the token's own keypad.</param>
    public static Pkcs11Pin FromCallback(Func<byte[]> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new Pkcs11Pin("callback", read);
    }

    /// <summary>Where the PIN comes from, never the PIN.</summary>
    public override string ToString() => _source;

    /// <summary>The PIN, which the caller zeroes.</summary>
    internal byte[] Read()
    {
        try
        {
            return _read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FieldCryptException(FieldCryptError.AccessDenied, $"The PIN of the PKCS#11 token cannot be read from {_source}. Make it readable to this process.", exception);
        }
    }

    private static byte[] FirstLine(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        int end = content.AsSpan().IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
            return content;
        byte[] line = content[..end];
        CryptographicOperations.ZeroMemory(content);
        return line;
    }
}
