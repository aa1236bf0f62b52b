using System.Reflection;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// Pkcs11Interop imports dlopen from <c>libdl</c>, a name that only development packages install; at run time it is
/// <c>libdl.so.2</c>. Thread-safe.
/// </summary>
internal static class LoaderResolver
{
    private static readonly Lazy<bool> s_installed = new(Install);

    public static void EnsureInstalled() => _ = s_installed.Value;

    private static bool Install()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, Resolve);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The application has set a resolver of its own, which then does the same or finds libdl otherwise.
            return false;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
        => name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out nint handle) ? handle : 0;
}
