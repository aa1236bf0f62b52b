namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>A folder of its own for one test, deleted after it.</summary>
public sealed class StoreFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("fieldcrypt-test-").FullName;

    public string StorePath => Path.Combine(Root, "keys.fck");

    public string KeyFilePath => StorePath + ".key";

    public string AuditPath => Path.Combine(Root, "audit.jsonl");

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
