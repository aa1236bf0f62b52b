using System.Security.Cryptography;

namespace FieldCrypt;

/// <summary>The state of one verification, of one file or of those of a rotation. Not thread-safe.</summary>
internal sealed class AuditVerificationRun(KeyMaterial? chainKey, AuditHead? knownHead) : IDisposable
{
    private readonly AuditChain _plain = new(key: null);
    private readonly AuditChain? _keyed = chainKey is null ? null : new AuditChain(chainKey);
    private readonly byte[] _previous = new byte[AuditChain.HashLength];
    private readonly Dictionary<string, AuditEvent> _intents = new(StringComparer.Ordinal);
    private AuditChain _chain = null!;
    private string _path = "";
    private string? _headOfFormerFile;
    private string _previousFileHead = "";
    private AuditHead? _head;
    private bool _isLastFile;
    private bool _keyedSeen;
    private bool _knownSeen;
    private long _fileLines;
    private long _lines;
    private string? _problem;

    public bool HasProblem => _problem is not null;

    /// <summary>Begins a file; the one before it was ended.</summary>
    public void BeginFile(string path, bool isLast)
    {
        _headOfFormerFile = _head?.Hash;
        _path = path;
        _isLastFile = isLast;
        _fileLines = 0;
        _previous.AsSpan().Clear();
    }

    /// <summary>Checks the whole lines at the start of some bytes, and returns how many bytes those are.</summary>
    public int Take(ReadOnlyMemory<byte> bytes)
    {
        int start = 0;
        while (_problem is null)
        {
            int length = bytes.Span[start..].IndexOf((byte)'\n');
            if (length >= AuditLine.MaximumLength || (length < 0 && bytes.Length - start >= AuditLine.MaximumLength))
                _problem = "is longer than any line of an audit file";
            if (length < 0 || _problem is not null)
                break;
            _problem = Check(bytes.Slice(start, length));
            if (_problem is null)
            {
                _fileLines++;
                _lines++;
            }

            start += length + 1;
        }

        return start;
    }

    /// <summary>Ends a file that has been read to its end.</summary>
    /// <param name="unfinishedBytes">How many bytes after the last line end.</param>
    public void EndFile(int unfinishedBytes)
    {
        if (unfinishedBytes > 0)
            _problem ??= "is not finished: it was cut, or its writer stopped while it wrote";
        else if (_fileLines == 0)
            _problem ??= "is missing: the file is empty";
    }

    public AuditVerification End()
    {
        if (_problem is null && knownHead is not null && !_knownSeen)
            _problem = $"should come before line {knownHead.Sequence + 1}, which is known from before and is gone: lines were cut from the end";
        return new AuditVerification
        {
            Lines = _lines,
            Head = _head,
            PreviousFileHead = _previousFileHead,
            UnfinishedChanges = [.. _intents.Values.OrderBy(static intent => intent.Time)],
            Problem = _problem is null ? null : $"Line {_fileLines + 1} {_problem}.",
            ProblemLine = _problem is null ? null : _fileLines + 1,
            ProblemFile = _problem is null ? null : _path,
        };
    }

    public void Dispose()
    {
        _plain.Dispose();
        _keyed?.Dispose();
    }

    private string? Check(ReadOnlyMemory<byte> line)
    {
        Span<byte> stored = stackalloc byte[AuditChain.HashLength];
        Span<byte> computed = stackalloc byte[AuditChain.HashLength];
        if (!AuditLine.TrySplit(line.Span, out ReadOnlySpan<byte> body, stored))
            return "is no line of an audit file";
        if (AuditLineContent.TryRead(line, out AuditLineContent content) is { } problem)
            return problem;
        if (content.Sequence != _fileLines)
            return $"has the number {content.Sequence} instead of {_fileLines}: lines were removed, added or reordered";
        if ((_fileLines == 0 ? Begin(content.Header) : content.Header is null ? null : "begins a file within this one") is { } misplaced)
            return misplaced;
        _chain.Compute(_previous, body, computed);
        if (!CryptographicOperations.FixedTimeEquals(stored, computed))
            return "does not fit its hash: it was edited, or a line before it was";

        if (_fileLines == 0 && _headOfFormerFile is not null && content.Header!.PreviousFileHead != _headOfFormerFile)
            return "does not name the last line of the file before: a file is missing between them, or lines were cut from its end";
        stored.CopyTo(_previous);
        _head = new AuditHead(_fileLines, Convert.ToHexStringLower(stored));
        Note(content);
        return CheckKnown();
    }

    private string? Begin(AuditHeader? header)
    {
        if (header is null)
            return "does not begin an audit file";
        bool isKeyed = header.Algorithm == AuditChain.NameOf(keyed: true);
        if (!isKeyed && header.Algorithm != AuditChain.NameOf(keyed: false))
            return "begins a chain of an algorithm that this release does not know";
        if (isKeyed && _keyed is null)
            return "begins a chain under a key: give the key it was written with";
        if (!isKeyed && _keyed is not null && (_keyedSeen || _isLastFile))
            return "begins a chain without key, where one under the given key was expected";
        _chain = isKeyed ? _keyed! : _plain;
        _keyedSeen |= isKeyed;
        return null;
    }

    private void Note(AuditLineContent content)
    {
        if (content.Header is not null && _headOfFormerFile is null)
            _previousFileHead = content.Header.PreviousFileHead;
        if (content.Event is not { ChangeId.Length: > 0 } noted)
            return;
        if (noted.Outcome == AuditOutcome.Intent)
            _intents[noted.ChangeId] = noted;
        else
            _intents.Remove(noted.ChangeId);
    }

    private string? CheckKnown()
    {
        if (knownHead is null || knownHead.Sequence != _head!.Sequence)
            return null;
        bool isKnown = string.Equals(knownHead.Hash, _head.Hash, StringComparison.OrdinalIgnoreCase);
        _knownSeen |= isKnown;

        // In a rotation another file may hold it.
        return isKnown || _knownSeen || !_isLastFile ? null : "is not the line known from before: the chain was made anew";
    }
}
