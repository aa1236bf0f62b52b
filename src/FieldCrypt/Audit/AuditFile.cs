using Microsoft.Win32.SafeHandles;

namespace FieldCrypt;

/// <summary>
/// An append-only file of JSON lines, each chained to the one before it by a hash, so that editing, removing or
/// reordering lines shows (PCI DSS 10.3; docs/format-audit.md). A call returns when its line is on the disk; calls that
/// wait together share one write. Thread-safe, and safe among processes that append to one file: they take turns by a
/// lock file beside it (<c>.lock</c>), and no program that reads the file keeps a writer out.
/// </summary>
/// <remarks>
/// What no chain shows by itself is lines cut from the end: keep <see cref="ReadHeadAsync"/>'s answer elsewhere from time
/// to time and give it to <see cref="AuditFileVerifier"/>. And whoever may write the whole file can compute
/// a chain without key anew: set <see cref="AuditFileOptions.ChainKey"/> against that. A running process notices lines
/// of its own being cut, and the file being emptied or deleted, and writes nothing more until it is started anew. A file
/// that was renamed (rotation) and is still whole is followed by a new one that names its head.
/// </remarks>
public sealed class AuditFile : IAuditSink, IDisposable
{
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly AuditFileOptions _options;
    private readonly AuditChain _chain;
    private readonly Lock _gate = new();
    private List<Pending> _pending = [];
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _disposed;

    // Used by the one writing task only. The file stays open, so that it can be looked at under its new name too, and on
    // Windows so that nobody opens it without letting others write.
    private SafeFileHandle? _file;
    private AuditFileTail? _tail;

    /// <summary>Prepares a file, which is made by the first event.</summary>
    /// <param name="path">The file; a relative path counts from the current directory.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.InvalidArgument"/>: an option is out of range.</exception>
    public AuditFile(string path, AuditFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _options = options ?? new AuditFileOptions();
        _options.Validate();
        _chain = new AuditChain(_options.ChainKey);
        Path = System.IO.Path.GetFullPath(path);
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>Appends an event; when the task ends its line is on the disk.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="cancellationToken">Cancels the waiting; the line may be written all the same.</param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: the disk is full, the file cannot be written, or lines of it are gone.</exception>
    public ValueTask WriteAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        var pending = new Pending(auditEvent);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _pending.Add(pending);
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(WritePending);
            }
        }

        return new ValueTask(pending.Written.Task.WaitAsync(cancellationToken));
    }

    /// <summary>The number and hash of the last line, to be kept elsewhere: with it a later verification shows lines cut from the end.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Number and hash; <see langword="null"/> if the file is not there or empty.</returns>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.AuditUnavailable"/>: the file cannot be read, or its last line is damaged.</exception>
    public Task<AuditHead?> ReadHeadAsync(CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            try
            {
                if (!File.Exists(Path))
                    return null;
                using SafeFileHandle file = UnlockedFile.Open(Path, FileAccess.Read);
                if (RandomAccess.GetLength(file) == 0)
                    return null;
                return AuditFileTail.TryRead(file, chain: null, out AuditFileTail tail) is { } problem ? throw Unavailable(problem, null) : tail.Head;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unavailable("cannot be read", exception);
            }
        },
        cancellationToken);

    /// <summary>Waits for the events given before, then zeroes the chain's key.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _writing.GetAwaiter().GetResult();
        _file?.Dispose();
        _chain.Dispose();
    }

    /// <summary>The path.</summary>
    public override string ToString() => $"AuditFile {Path}";

    private void WritePending()
    {
        while (true)
        {
            List<Pending> batch;
            lock (_gate)
            {
                if (_pending.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                batch = _pending;
                _pending = [];
            }

            Write(batch);
        }
    }

    private void Write(List<Pending> batch)
    {
        try
        {
            try
            {
                using FileStream turn = TakeTurn();
                Append(batch);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentOutOfRangeException)
            {
                // .NET reports a file that would grow past a limit of the system as an argument out of range.
                throw Unavailable("cannot be written", exception);
            }
        }
        catch (Exception exception)
        {
            foreach (Pending pending in batch)
                pending.Written.SetException(exception);
            return;
        }

        foreach (Pending pending in batch)
            pending.Written.SetResult();
    }

    private void Append(List<Pending> batch)
    {
        var lines = new AuditLines(_chain);
        SafeFileHandle? found = System.IO.Path.Exists(Path) ? UnlockedFile.Open(Path, FileAccess.ReadWrite) : null;
        try
        {
            AuditFileTail? tail = Continue(found, lines, batch[0].Event.Time);
            foreach (Pending pending in batch)
                lines.Add(pending.Event);
            found ??= UnlockedFile.OpenOrCreate(Path, NewFileMode);
            Append(found, tail, lines);
        }
        catch
        {
            found?.Dispose();
            throw;
        }

        _file?.Dispose();
        _file = found;
    }

    private void Append(SafeFileHandle file, AuditFileTail? tail, AuditLines lines)
    {
        long length = tail?.Length ?? 0;
        try
        {
            RandomAccess.Write(file, lines.Written, length);
            RandomAccess.SetLength(file, length + lines.Written.Length);
            RandomAccess.FlushToDisk(file);
            if (tail is null)
                DurableFolder.SyncFor(Path);
        }
        catch
        {
            // Half a batch must not stay: none of it was promised. The next batch looks at the file anew.
            RandomAccess.SetLength(file, length);
            throw;
        }

        _tail = new AuditFileTail(length + lines.Written.Length, lines.Head, UnfinishedBytes: 0);
    }

    /// <summary>Finds where the chain goes on, and begins it in a new file.</summary>
    private AuditFileTail? Continue(SafeFileHandle? found, AuditLines lines, DateTimeOffset time)
    {
        if (_tail is null)
            return Follow(found, lines, time, previousFileHead: "");
        if (found is not null && _tail.IsIn(found))
            return Follow(found, lines, time, previousFileHead: "");

        // Rotation: the file has another name now, and still holds what was written. Others may have written on in it.
        if (!_tail.IsIn(_file!) || UnlockedFile.IsDeleted(_file!) || AuditFileTail.TryRead(_file!, _chain, out AuditFileTail last) is not null)
            throw Unavailable("has lost lines that this process wrote: it was cut, emptied, deleted or changed. Find out by whom; keys are not used until the process is started anew", null);
        return Follow(found, lines, time, last.Head.Hash);
    }

    private AuditFileTail? Follow(SafeFileHandle? file, AuditLines lines, DateTimeOffset time, string previousFileHead)
    {
        if (file is null || RandomAccess.GetLength(file) == 0)
        {
            lines.Start(time, previousFileHead);
            return null;
        }

        AuditFileTail tail = _tail!;
        if (_tail is null || RandomAccess.GetLength(file) != _tail.Length || !_tail.IsIn(file))
        {
            if (AuditFileTail.TryReadHeader(file) is { } header && header.Algorithm != _chain.Algorithm)
                throw Unavailable($"is chained by {header.Algorithm}, and this process would go on by {_chain.Algorithm}. Set AuditFileOptions.ChainKey as it was, or move the file away, and a new one is begun", null);
            if (AuditFileTail.TryRead(file, _chain, out tail) is { } problem)
                throw Unavailable($"{problem}. Verify it, move it away, and a new one is begun", null);
        }

        lines.ContinueAfter(tail.Head);
        if (tail.UnfinishedBytes > 0)
            lines.Add(AuditEvents.UnfinishedLineRemoved(time, tail.UnfinishedBytes));
        return tail;
    }

    /// <summary>Writers take turns by a file of their own, which no reader has a reason to open.</summary>
    private FileStream TakeTurn()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return FileLock.Open(Path + ".lock", options, _options.LockTimeout);
    }

    private FieldCryptException Unavailable(string why, Exception? inner)
        => new(FieldCryptError.AuditUnavailable, $"The audit file {Path} {why}{(inner is null ? "." : $" ({inner.GetType().Name}). Check the folder, the disk's space and this user's permission; keys are not used without a trace.")}", inner);

    private sealed record Pending(AuditEvent Event)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
