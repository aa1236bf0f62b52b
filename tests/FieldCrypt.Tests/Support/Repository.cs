namespace FieldCrypt.Tests.Support;

/// <summary>Finds the checkout, and the large vector sets that may lie beside it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the large sets; the test is skipped where they are not.</summary>
    public static string SharedFile(params string[] path)
    {
        string file = Path.Combine([Path.GetDirectoryName(Root)!, "shared", .. path]);
        Assert.SkipUnless(File.Exists(file), "The large vector sets are not beside this checkout.");
        return file;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "FieldCrypt.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException("FieldCrypt.sln is in no folder above the tests.");
    }
}
