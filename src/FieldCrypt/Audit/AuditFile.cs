namespace FieldCrypt;

/// <summary>
/// An append-only file of JSON lines, each chained to the one before it by a hash, so that editing, removing or
/// reordering lines shows (PCI DSS 10.3; docs/format-audit.md). A call returns when its line is on the disk; calls that
/// wait together share one write. Thread-safe, and safe among processes that append to one file.
/// </summary>
/// <remarks>
/// What no chain shows by itself is lines cut from the end: keep <see cref="ReadHeadAsync"/>'s answer elsewhere from time
/// to time and give it to <see cref="AuditFileVerifier.VerifyAsync"/>. And whoever may write the whole file can compute
/// a chain without key anew: set <see cref="AuditFileOptions.ChainKey"/> against that. A running process notices lines
/// of its own being cut. A file moved away is followed by a new one that names the head of the former.
/// </remarks>
public sealed class AuditFile : IAuditSink, IDisposable
{
    private readonly AuditFileOptions _options;
    private readonly AuditChain _chain;
    private readonly Lock _gate = new();
    private List<Pending> _pending = [];
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _disposed;

    // Used by the one writing task only.
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
                using FileStream file = Open(FileMode.Open);
                return AuditFileTail.Read(file)?.Head;
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
                using FileStream file = Open(FileMode.OpenOrCreate);
                Append(file, batch);
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

    private void Append(FileStream file, List<Pending> batch)
    {
        long lengthBefore = file.Length;
        var lines = new AuditLines(_chain);
        AuditFileTail? tail = Continue(file, lines, batch[0].Event.Time);
        foreach (Pending pending in batch)
            lines.Add(pending.Event);

        try
        {
            file.SetLength(tail?.Length ?? 0);
            file.Position = file.Length;
            file.Write(lines.Written);
            file.Flush(flushToDisk: true);
            if (tail is null)
                DurableFolder.SyncFor(Path);
        }
        catch
        {
            // Half a batch must not stay: none of it was promised. The next batch looks at the file anew.
            _tail = tail;
            file.SetLength(Math.Min(lengthBefore, file.Length));
            throw;
        }

        _tail = new AuditFileTail(file.Length, lines.Head, UnfinishedBytes: 0);
    }

    /// <summary>Finds where the chain goes on, and begins it in a new file.</summary>
    private AuditFileTail? Continue(FileStream file, AuditLines lines, DateTimeOffset time)
    {
        AuditFileTail? tail = _tail is not null && _tail.Length == file.Length ? _tail : AuditFileTail.Read(file);
        if (tail is null)
        {
            if (file.Length > 0)
                throw Unavailable("does not end with a line of an audit file. Verify it, move it away, and a new one is begun", null);
            lines.Start(time, _tail?.Head.Hash ?? "");
            return null;
        }

        if (_tail is not null && (tail.Head.Sequence < _tail.Head.Sequence || (tail.Head.Sequence == _tail.Head.Sequence && tail.Head.Hash != _tail.Head.Hash)))
            throw Unavailable("has lost lines that this process wrote. Find out who changed it, move it away, and a new one is begun", null);

        lines.ContinueAfter(tail.Head);
        if (tail.UnfinishedBytes > 0)
            lines.Add(AuditEvents.UnfinishedLineRemoved(time, tail.UnfinishedBytes));
        return tail;
    }

    private FileStream Open(FileMode mode)
    {
        // Exclusive, and so a lock among processes: opened anew for each batch, it follows a file that was moved away.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode == FileMode.OpenOrCreate)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        return FileLock.Open(Path, options, _options.LockTimeout);
    }

    private FieldCryptException Unavailable(string why, Exception? inner)
        => new(FieldCryptError.AuditUnavailable, $"The audit file {Path} {why}{(inner is null ? "." : $" ({inner.GetType().Name}). Check the folder, the disk's space and this user's permission; keys are not used without a trace.")}", inner);

    private sealed record Pending(AuditEvent Event)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
