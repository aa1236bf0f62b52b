using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

public sealed class AwsKmsAdministrationTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly EncryptionContext s_finance = EncryptionContext.Parse("Department=finance");
    private AwsKmsUnderTest _test = null!;
    private AwsKmsOptions _options = null!;
    private AwsKmsAdministration _administration = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await AwsKmsUnderTest.StartAsync(moto);
        _options = new AwsKmsOptions { KeyId = $"alias/made-{Guid.NewGuid():N}", Client = _test.Client };
        _administration = new AwsKmsAdministration(_options);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Key_is_made_by_an_explicit_call_only_and_once()
    {
        using var backend = new AwsKmsBackend(_options);
        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(s_finance, default))).Error.ShouldBe(FieldCryptError.KeyNotFound);

        string arn = await _administration.CreateKeyAsync("card data");

        using DataKey made = await backend.GenerateDataKeyAsync(s_finance, default);
        made.Wrapped.KeyId.ShouldBe(arn);
        (await moto.AwsAsync("kms", "describe-key", "--key-id", _options.KeyId, "--query", "KeyMetadata.Description")).ShouldBe("card data");
        (await Should.ThrowAsync<FieldCryptException>(() => _administration.CreateKeyAsync("again"))).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    [Fact]
    public async Task Key_without_an_alias_is_not_made()
    {
        using var administration = new AwsKmsAdministration(new AwsKmsOptions { KeyId = _test.Key.Arn, Client = _test.Client });

        (await Should.ThrowAsync<FieldCryptException>(() => administration.CreateKeyAsync("x"))).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    [Fact]
    public async Task Rotation_on_demand_shows_in_kms_s_own_list()
    {
        await _administration.CreateKeyAsync("card data");
        await _administration.EnableRotationAsync(180);
        await _administration.RotateNowAsync();

        string arn = (await new AwsKmsBackend(_options).DescribeKeyAsync(default)).KeyId;
        (await moto.AwsAsync("kms", "list-key-rotations", "--key-id", arn, "--query", "Rotations[0].RotationType")).ShouldBe("ON_DEMAND");
        (await moto.AwsAsync("kms", "get-key-rotation-status", "--key-id", arn, "--query", "KeyRotationEnabled")).ShouldBe("True");
    }

    [Fact]
    public async Task State_goes_through_disabled_pending_deletion_and_back()
    {
        await _administration.CreateKeyAsync("card data");
        using var backend = new AwsKmsBackend(_options);

        await _administration.DisableKeyAsync();
        (await backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.Disabled);
        await _administration.EnableKeyAsync();
        (await backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.Enabled);
        await _administration.ScheduleDeletionAsync(7);
        (await backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.PendingDeletion);
        await _administration.CancelDeletionAsync();
        (await backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.Disabled);
    }

    [Fact]
    public async Task Rotations_used_up_are_told_and_not_retried()
    {
        await _administration.CreateKeyAsync("card data");
        using var administration = new AwsKmsAdministration(new AwsKmsOptions { KeyId = _test.Key.Arn, Client = _test.Client });
        _test.Front.Fault = KmsFront.Error("LimitExceededException", "The number of on-demand rotations was exceeded.");

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => administration.RotateNowAsync());

        failure.IsTransient.ShouldBeFalse();
        failure.Message.ShouldContain("quota");
    }
}
