using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// A loaded PKCS#11 module. Its state is global to the process, so all backends on one file share one instance: it is
/// initialized with the first and finalized with the last, and not at all if another part of the process initialized it.
/// Thread-safe.
/// </summary>
internal sealed class Pkcs11Module
{
    private static readonly Dictionary<string, Pkcs11Module> s_loaded = new(StringComparer.Ordinal);

    // Outlives the module: a refused PIN is remembered for the life of the process.
    private static readonly ConcurrentDictionary<(string Path, string Serial, string Label), TokenLogin> s_logins = new();

    private readonly string _path;
    private readonly string? _parameters;
    private readonly nint _handle;
    private readonly bool _initializedHere;
    private int _users;
    private int _sessions;

    private Pkcs11Module(string path, string? parameters)
    {
        _path = path;
        _parameters = parameters;
        LoaderResolver.EnsureInstalled();
        _handle = NativeLibrary.Load(path);
        try
        {
            Calls = new ClearKeyCalls(_handle);
            _initializedHere = Calls.Initialize(_parameters);
            Factories = new Pkcs11InteropFactories();

            // Finds the module initialized and leaves it so.
            Library = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded);
        }
        catch
        {
            NativeLibrary.Free(_handle);
            throw;
        }
    }

    public Pkcs11InteropFactories Factories { get; }

    public IPkcs11Library Library { get; }

    public ClearKeyCalls Calls { get; }

    /// <param name="library">The module's path.</param>
    /// <param name="parameters">What its first user initializes it with.</param>
    public static Pkcs11Module Acquire(string library, string? parameters)
    {
        string path = Resolve(library);
        lock (s_loaded)
        {
            if (!s_loaded.TryGetValue(path, out Pkcs11Module? module))
                s_loaded[path] = module = Load(path, parameters);
            module._users++;
            return module;
        }
    }

    /// <summary>What logging in to a token of this module has come to.</summary>
    public TokenLogin LoginOf(ITokenInfo token) => s_logins.GetOrAdd((_path, token.SerialNumber, token.Label), static _ => new TokenLogin());

    /// <summary>Initializes the module again after some other part of the process has finalized it.</summary>
    public void InitializeAgain()
    {
        lock (s_loaded)
            Calls.Initialize(_parameters);
    }

    /// <summary>Counts a session, open or being opened, until <see cref="Leave"/>.</summary>
    public void Enter() => Interlocked.Increment(ref _sessions);

    /// <summary>The session is closed.</summary>
    public void Leave() => Interlocked.Decrement(ref _sessions);

    /// <summary>
    /// Finalizes and initializes the module, so that one which looks for tokens only then finds a token that was put in
    /// since; not while a session other than the caller's is open, nor where another part of the process initialized it.
    /// </summary>
    public bool TryRestart()
    {
        lock (s_loaded)
        {
            if (!_initializedHere || Volatile.Read(ref _sessions) > 1)
                return false;
            Calls.Terminate();
            Calls.Initialize(_parameters);
            return true;
        }
    }

    /// <summary>Gives the module back; the caller's sessions are closed.</summary>
    public void Release()
    {
        lock (s_loaded)
        {
            if (--_users > 0)
                return;
            s_loaded.Remove(_path);

            // Disposing calls C_Finalize, which is for him alone who initialized.
            if (_initializedHere)
                Library.Dispose();
            NativeLibrary.Free(_handle);
        }
    }

    private static Pkcs11Module Load(string path, string? parameters)
    {
        try
        {
            return new Pkcs11Module(path, parameters);
        }
        catch (Pkcs11Exception exception)
        {
            throw new FieldCryptException(FieldCryptError.BackendUnavailable, $"The PKCS#11 module {path} cannot be initialized ({exception.RV}). Check its own configuration, and Pkcs11Options.ModuleParameters where it takes any.", exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or UnmanagedException or LibraryArchitectureException)
        {
            throw new FieldCryptException(FieldCryptError.NotConfigured, $"The PKCS#11 module {path} cannot be loaded. Check Pkcs11Options.Library, that the file and what it depends on are there, and that it fits this process's architecture.", exception);
        }
    }

    // Two paths of one file are one module to the loader.
    private static string Resolve(string library)
    {
        if (!library.Contains('/') && !library.Contains('\\'))
            return library;
        string path = Path.GetFullPath(library);
        return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }
}
