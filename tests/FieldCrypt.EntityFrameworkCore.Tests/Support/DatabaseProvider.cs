namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

/// <summary>The databases that every test runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

public sealed class Providers : TheoryData<DatabaseProvider>
{
    public Providers()
    {
        Add(DatabaseProvider.Sqlite);
        Add(DatabaseProvider.PostgreSql);
    }
}
