namespace FieldCrypt.Architecture.Tests;

/// <summary>No folder of a project imports one that imports it, directly or through others.</summary>
public class FolderTests
{
    /// <summary>Projects that still have a ring, each with why. One that no longer has is a failure: take it out.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["FieldCrypt.EmbeddedKeys"] = "its rooms are being laid out",
    };

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(static project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_depend_one_way(string name)
    {
        string rings = FolderCircles.Describe(FolderUses.In(ProjectCompilation.Of(Repository.Project(name))));

        if (Exceptions.TryGetValue(name, out string? reason))
            rings.ShouldNotBeEmpty($"{name} has no ring any more ({reason}): take it out of the exceptions.");
        else
            rings.ShouldBeEmpty($"{name}: move what makes the lightest of these edges.");
    }

    [Fact]
    public void Every_project_that_ships_is_looked_at()
    {
        string[] names = [.. Repository.Projects.Select(static project => project.Name)];

        string[] certain = ["FieldCrypt", "FieldCrypt.EntityFrameworkCore", "FieldCrypt.Analyzers", "FieldCrypt.CodeFixes", "FieldCrypt.Generators", "FieldCrypt.Aws", "FieldCrypt.Azure", "FieldCrypt.Pkcs11"];
        names.ShouldBeUnique();
        certain.ShouldBeSubsetOf(names);
        Exceptions.Keys.ShouldBeSubsetOf(names);
    }
}
