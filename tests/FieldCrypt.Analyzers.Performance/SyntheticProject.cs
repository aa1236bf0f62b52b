namespace FieldCrypt.Analyzers.Performance;

/// <summary>A web project of 1,000 files in ten shapes: entities, contracts, services, controllers, repositories and more.</summary>
internal static class SyntheticProject
{
    public const int Files = 1000;

    /// <summary>Writes the project; the analyzers are on when MSBuild gets <c>FieldCryptAnalyzers</c>.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="analyzers">The paths of the analyzer assemblies.</param>
    /// <param name="library">The path of FieldCrypt.dll.</param>
    /// <param name="entityFrameworkVersion">The version of EF Core to reference.</param>
    public static void Write(string folder, IEnumerable<string> analyzers, string library, string entityFrameworkVersion)
    {
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Synthetic.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Library</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="{entityFrameworkVersion}" />
                <Reference Include="{library}" />
              </ItemGroup>
              <ItemGroup Condition="'$(FieldCryptAnalyzers)' == 'true'">
            {string.Join('\n', analyzers.Select(path => $"    <Analyzer Include=\"{path}\" />"))}
              </ItemGroup>
            </Project>
            """);

        Func<int, string>[] shapes =
        [
            FileShapes.Entity, FileShapes.Contract, FileShapes.Service, FileShapes.Controller, FileShapes.Repository,
            FileShapes.Validator, FileShapes.Mapper, FileShapes.Job, FileShapes.Calculator, FileShapes.Client,
        ];
        for (int i = 0; i < Files; i++)
        {
            string sub = Path.Combine(folder, $"Module{i / 50}");
            Directory.CreateDirectory(sub);
            File.WriteAllText(Path.Combine(sub, $"File{i}.cs"), shapes[i % shapes.Length](i / shapes.Length));
        }

        File.WriteAllText(Path.Combine(folder, "ShopContext.cs"), FileShapes.Context(Files / shapes.Length));
    }
}
