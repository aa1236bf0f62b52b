namespace FieldCrypt.Architecture.Tests;

/// <summary>No folder of a project imports one that imports it, directly or through others.</summary>
public class FolderTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects.Select(static project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_depend_one_way(string name)
    {
        string rings = FolderCircles.Describe(FolderUses.In(ProjectCompilation.Of(Repository.Project(name))));

        rings.ShouldBeEmpty($"{name}: move what makes the lightest of these edges.");
    }

    [Fact]
    public void Every_project_that_ships_is_looked_at()
    {
        string[] names = [.. Repository.Projects.Select(static project => project.Name)];

        string[] certain = ["FieldCrypt", "FieldCrypt.EntityFrameworkCore", "FieldCrypt.Analyzers", "FieldCrypt.CodeFixes", "FieldCrypt.Generators", "FieldCrypt.Aws", "FieldCrypt.Azure", "FieldCrypt.Pkcs11"];
        names.ShouldBeUnique();
        certain.ShouldBeSubsetOf(names);
    }
}
