using System.Reflection;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.EntityFrameworkCore.Tests.Modeling;

/// <summary>The services that the dotnet-ef tool uses.</summary>
public static class DesignTime
{
    public static ServiceProvider ServicesOf(DbContext context, DatabaseProvider provider)
    {
        var services = new ServiceCollection();
        services.AddEntityFrameworkDesignTimeServices();
        services.AddDbContextDesignTimeServices(context);
        Assembly assembly = provider == DatabaseProvider.Sqlite ? typeof(SqliteDbContextOptionsBuilderExtensions).Assembly : typeof(NpgsqlDbContextOptionsBuilderExtensions).Assembly;
        string typeName = assembly.GetCustomAttribute<DesignTimeProviderServicesAttribute>()!.TypeName;
        ((IDesignTimeServices)Activator.CreateInstance(assembly.GetType(typeName, throwOnError: true)!)!).ConfigureDesignTimeServices(services);
        return services.BuildServiceProvider();
    }
}
