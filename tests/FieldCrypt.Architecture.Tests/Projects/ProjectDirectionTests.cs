using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FieldCrypt.Architecture.Tests;

/// <summary>Which packages and projects stand on which.</summary>
public class ProjectDirectionTests
{
    private static readonly Assembly Core = typeof(EncryptedAttribute).Assembly;

    /// <summary>Packages that hold or reach keys.</summary>
    private static readonly string[] KeyPackages = ["FieldCrypt.EmbeddedKeys", "FieldCrypt.RemoteKeys"];

    // A project that only declares entities gets neither a database nor a resilience library.
    [Theory]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("SQLitePCL")]
    [InlineData("Polly")]
    [InlineData("Microsoft.EntityFrameworkCore")]
    [InlineData("FieldCrypt.")]
    public void The_core_brings_along_no_package_of_that_name(string beginning)
    {
        Packages("FieldCrypt").Where(name => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        Core.GetReferencedAssemblies().Select(static name => name.Name!).Where(name => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Fact]
    public void Packages_that_restoring_resolved_are_read()
    {
        Packages("FieldCrypt").ShouldContain("Microsoft.Extensions.DependencyInjection.Abstractions");
        Packages("FieldCrypt.EntityFrameworkCore").ShouldContain("FieldCrypt");
    }

    // Mappers (EF Core, DynamoDB, ADO.NET, streams) stand on what the core publishes, as anybody's may.
    [Fact]
    public void The_core_opens_its_internals_to_tests_and_key_packages_alone() =>
        Core.GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(static friend => friend.AssemblyName.Split(',')[0])
            .Where(static friend => !IsTest(friend) && !KeyPackages.Contains(friend))
            .ShouldBeEmpty();

    private static bool IsTest(string assembly) => Directory.Exists(Path.Combine(Repository.Root, "tests", assembly));

    /// <summary>Names of packages and projects, the project's own and those that come with them.</summary>
    private static string[] Packages(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Repository.Project(project).AssetsFile));
        return [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(static library => library.Name.Split('/')[0])];
    }
}
