using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

public static class TestOptions
{
    /// <summary>Every test has a key ring, and so EF Core services, of its own; an application has one.</summary>
    public static DbContextOptionsBuilder ManyKeyRings(this DbContextOptionsBuilder options)
        => options.ConfigureWarnings(static warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
}
