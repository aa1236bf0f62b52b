using System.Globalization;
using FieldCrypt;
using FieldCrypt.KeyStoreWorker;
using Microsoft.Extensions.DependencyInjection;

// Each command writes what it has done, one line each, so that whoever started it can tell what was promised. Errors
// of FieldCrypt are lines too: "error NAME message".
string path = args[1];
Console.WriteLine("started");
try
{
    switch (args[0])
    {
        case "use":
            await UseAsync(path, args[2], args.ElementAtOrDefault(3));
            break;
        case "change":
            await ChangeAsync(path);
            break;
        case "rotate":
            await RotateAsync(path);
            break;
        case "principal":
            await PrincipalAsync(path);
            break;
        case "fill":
            await FillAsync(path, ulong.Parse(args[2], CultureInfo.InvariantCulture));
            break;
        case "audit":
            await AuditAsync(path, args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
            break;
        case "audit-change":
            await StopWithinChangeAsync(path);
            break;
        case "audit-fill":
            FileSizeLimit.Set(ulong.Parse(args[2], CultureInfo.InvariantCulture));
            await AuditAsync(path, "filler", int.MaxValue);
            break;
        case "local-times":
            await LocalTimes.CheckAsync(path);
            break;
        default:
            throw new ArgumentException($"no command {args[0]}");
    }
}
catch (FieldCryptException exception)
{
    Console.WriteLine($"error {exception.Error} {exception.Message}");
}

// Encrypts under a context, once the go file is there, and tells with which key.
static async Task UseAsync(string path, string context, string? goFile)
{
    await using ServiceProvider services = new ServiceCollection().AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(path)).BuildServiceProvider();
    KeyRing ring = services.GetRequiredService<KeyRing>();
    var column = new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse(context), ValueEncodings.String);
    Console.WriteLine("ready");
    while (goFile is not null && !File.Exists(goFile))
        await Task.Delay(1);
    using RecordKey key = await ring.CreateRecordKeyAsync(column.Context);
    Console.WriteLine($"envelope {Convert.ToHexStringLower(column.Encrypt("a value", key))}");
    foreach (BranchKeyRecord branchKey in await ring.BranchKeys!.ListAsync())
        Console.WriteLine($"branch-key {branchKey.Id} {branchKey.WrappedKeys[0].KeyId}");
}

// Changes the store without end: a rotation, a new key, a branch key, each told once it is done.
static async Task PrincipalAsync(string path)
{
    var options = new EmbeddedKeyStoreOptions();
    Console.WriteLine($"principal {options.Principal}");
    using EmbeddedKeyStore store = EmbeddedKeyStore.Open(path, options);
    await store.GetKeyPolicyAsync(options.KeyAlias);
    Console.WriteLine($"allowed {options.KeyAlias}");
}

static async Task ChangeAsync(string path)
{
    await using ServiceProvider services = new ServiceCollection().AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(path, static store => store.BusyTimeout = TimeSpan.FromMinutes(1))).BuildServiceProvider();
    EmbeddedKeyStore store = services.GetRequiredService<EmbeddedKeyStore>();
    KeyRing ring = services.GetRequiredService<KeyRing>();
    EncryptionContext context = EncryptionContext.Parse("Department=finance");
    while (true)
    {
        EmbeddedKey rotated = await store.RotateKeyAsync("alias/fieldcrypt");
        Console.WriteLine($"version {rotated.CurrentVersion}");
        EmbeddedKey created = await store.CreateKeyAsync();
        Console.WriteLine($"key {created.KeyId}");
        BranchKeyRecord branchKey = await ring.BranchKeys!.RotateAsync(context);
        Console.WriteLine($"branch-key {branchKey.Id}");
    }
}

// Writes records while everything above them rotates without end; each envelope is told once it is made.
static async Task RotateAsync(string path)
{
    await using ServiceProvider services = new ServiceCollection().AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(path)).BuildServiceProvider();
    EmbeddedKeyStore store = services.GetRequiredService<EmbeddedKeyStore>();
    KeyRing ring = services.GetRequiredService<KeyRing>();
    var column = new EncryptedColumn<string>("Card", "Pan", EncryptionContext.Parse("Department=finance"), ValueEncodings.String);
    while (true)
    {
        using (RecordKey key = await ring.CreateRecordKeyAsync(column.Context))
            Console.WriteLine($"envelope {Convert.ToHexStringLower(column.Encrypt("a value", key))}");
        EmbeddedKey rotated = await store.RotateKeyAsync("alias/fieldcrypt");
        await ring.BranchKeys!.RewrapDueAsync();
        await store.DestroyKeyVersionAsync("alias/fieldcrypt", rotated.CurrentVersion - 1);
        KeyGrant grant = await store.CreateGrantAsync("alias/fieldcrypt", new KeyGrantRequest { GranteePrincipal = "report", Operations = [KeyGrantOperation.Decrypt] });
        await ring.BranchKeys.RotateAsync(column.Context);
        await store.RevokeGrantAsync("alias/fieldcrypt", grant.GrantId);
    }
}

// Makes keys until the disk is full.
static async Task FillAsync(string path, ulong bytes)
{
    using EmbeddedKeyStore store = EmbeddedKeyStore.Open(path);
    FileSizeLimit.Set(bytes);
    while (true)
        Console.WriteLine($"key {(await store.CreateKeyAsync(description: new string('d', 500))).KeyId}");
}

static async Task AuditAsync(string path, string principal, int count)
{
    using var audit = new AuditFile(path);
    for (int i = 0; i < count; i++)
    {
        await audit.WriteAsync(new AuditEvent { Time = DateTimeOffset.UtcNow, Principal = principal, Operation = "GenerateDataKey", KeyId = "embedded:test", Outcome = "Success" }, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"event {i}"));
    }
}

// Begins a change and never ends it.
static async Task StopWithinChangeAsync(string path)
{
    using var audit = new AuditFile(path);
    await new AuditTrail([audit]).ChangeAsync(new AuditedChange("DisableKey", "embedded:test"), static async _ =>
    {
        Console.WriteLine("changing embedded:test");
        await Task.Delay(Timeout.InfiniteTimeSpan);
    });
}
