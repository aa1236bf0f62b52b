using System.Text;

namespace CardVault.Vault;

/// <summary>
/// Looks for card numbers in bytes, as UTF-8 and as UTF-16 text: every run of digits long enough is compared with every
/// number.
/// </summary>
internal sealed class PanSearch
{
    private readonly HashSet<string> _pans;
    private readonly int[] _lengths;

    public PanSearch(IEnumerable<string> pans)
    {
        _pans = [.. pans];
        _lengths = [.. _pans.Select(static pan => pan.Length).Distinct()];
    }

    /// <summary>How many different numbers it looks for.</summary>
    public int Count => _pans.Count;

    /// <summary>How many different numbers stand in a file.</summary>
    public int CountIn(string path)
    {
        // Another process or SQLite itself may have the file open.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return CountIn(bytes);
    }

    /// <summary>How many different numbers stand in the bytes.</summary>
    public int CountIn(ReadOnlySpan<byte> bytes)
    {
        var found = new HashSet<string>();
        Search(bytes, step: 1, found);
        Search(bytes, step: 2, found);
        Search(bytes.IsEmpty ? bytes : bytes[1..], step: 2, found);
        return found.Count;
    }

    /// <summary>Step 1 reads UTF-8; step 2 UTF-16 of either byte order, where every second byte is zero.</summary>
    private void Search(ReadOnlySpan<byte> bytes, int step, HashSet<string> found)
    {
        var digits = new StringBuilder();
        for (int i = 0; i < bytes.Length; i += step)
        {
            bool digit = bytes[i] is >= (byte)'0' and <= (byte)'9' && (step == 1 || (i + 1 < bytes.Length && bytes[i + 1] == 0));
            if (digit)
                digits.Append((char)bytes[i]);
            if (digit && i + step < bytes.Length)
                continue;
            Compare(digits, found);
            digits.Clear();
        }
    }

    private void Compare(StringBuilder digits, HashSet<string> found)
    {
        if (digits.Length == 0)
            return;
        string run = digits.ToString();
        foreach (int length in _lengths)
        {
            for (int start = 0; start + length <= run.Length; start++)
            {
                string candidate = run.Substring(start, length);
                if (_pans.Contains(candidate))
                    found.Add(candidate);
            }
        }
    }
}
