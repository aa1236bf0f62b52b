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

    private readonly string _path;
    private readonly nint _handle;
    private readonly bool _initializedHere;
    private int _users;

    private Pkcs11Module(string path)
    {
        _path = path;
        LoaderResolver.EnsureInstalled();
        _handle = NativeLibrary.Load(path);
        try
        {
            Calls = new ClearKeyCalls(_handle);
            _initializedHere = Calls.Initialize();
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

    /// <summary>What logging in to each token of this module has come to, by serial number and label.</summary>
    public ConcurrentDictionary<string, TokenLogin> Logins { get; } = new(StringComparer.Ordinal);

    public static Pkcs11Module Acquire(string library)
    {
        string path = Resolve(library);
        lock (s_loaded)
        {
            if (!s_loaded.TryGetValue(path, out Pkcs11Module? module))
                s_loaded[path] = module = Load(path);
            module._users++;
            return module;
        }
    }

    /// <summary>Initializes the module again after some other part of the process has finalized it.</summary>
    public void InitializeAgain()
    {
        lock (s_loaded)
            Calls.Initialize();
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

    private static Pkcs11Module Load(string path)
    {
        try
        {
            return new Pkcs11Module(path);
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
