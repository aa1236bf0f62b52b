using System.Runtime.InteropServices;

namespace FieldCrypt.Backends.Tests;

/// <summary>Environment variables as native libraries see them: on Unix .NET keeps its own copy.</summary>
internal static partial class NativeEnvironment
{
    public static void Set(string name, string value) => setenv(name, value, 1).ShouldBe(0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
