namespace FieldCrypt.Backends.Tests;

/// <summary>A backend whose unwrap does what the test says; it counts the attempts.</summary>
internal sealed class ScriptedBackend(Func<int, CancellationToken, ValueTask<KeyMaterial>> unwrap) : IKeyBackend
{
    private int _attempts;

    public int Attempts => _attempts;

    public string Provider => "scripted";

    public string KeyName => "cards-kek";

    public static FieldCryptException Failure(FieldCryptError error) => new(error, $"scripted {error}") { KeyId = "cards-kek" };

    public ValueTask<KeyMaterial> UnwrapKeyAsync(WrappedKey wrapped, EncryptionContext context, CancellationToken cancellationToken)
        => unwrap(Interlocked.Increment(ref _attempts), cancellationToken);

    public ValueTask<DataKey> GenerateDataKeyAsync(EncryptionContext context, CancellationToken cancellationToken) => throw Failure(FieldCryptError.AccessDenied);

    public ValueTask<WrappedKey> WrapKeyAsync(KeyMaterial key, EncryptionContext context, CancellationToken cancellationToken) => throw Failure(FieldCryptError.AccessDenied);

    public ValueTask<KeyDescription> DescribeKeyAsync(CancellationToken cancellationToken) => throw Failure(FieldCryptError.AccessDenied);
}
