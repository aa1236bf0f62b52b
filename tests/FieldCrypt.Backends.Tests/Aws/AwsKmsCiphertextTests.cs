using Amazon.KeyManagementService.Model;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>A wrapped key is a KMS ciphertext blob like any other: the aws command line is the witness.</summary>
public sealed class AwsKmsCiphertextTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance,Purpose=cards");
    private AwsKmsUnderTest _test = null!;

    public async ValueTask InitializeAsync() => _test = await AwsKmsUnderTest.StartAsync(moto);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Aws_command_line_opens_what_was_wrapped_under_the_same_context()
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);

        (await DecryptByCommandLineAsync(made.Wrapped)).ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Backend_opens_what_the_aws_command_line_wrapped()
    {
        using KeyMaterial key = KeyMaterial.Random(32);
        string blob = await WithFileAsync(key.Span.ToArray(), file => moto.AwsAsync("kms", "encrypt", "--key-id", _test.Alias, "--plaintext", $"fileb://{file}",
            "--encryption-context", "Department=finance,Purpose=cards", "--query", "CiphertextBlob"));

        using KeyMaterial opened = await _test.Backend.UnwrapKeyAsync(new WrappedKey("aws-kms", _test.Key.Arn, "", Convert.FromBase64String(blob)), s_context, default);

        opened.Span.ToArray().ShouldBe(key.Span.ToArray());
    }

    [Fact]
    public async Task Rewrap_moves_a_key_to_another_kms_key_without_opening_it_here()
    {
        await using AwsKmsUnderTest other = await AwsKmsUnderTest.StartAsync(moto);
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);

        using AwsKmsBackend moving = other.Under(other.Alias, _test.Key.Arn);
        WrappedKey moved = await moving.RewrapKeyAsync(made.Wrapped, s_context);

        moved.KeyId.ShouldBe(other.Key.Arn);
        (await DecryptByCommandLineAsync(moved)).ShouldBe(made.Plaintext.Span.ToArray());
        other.Front.Calls.ContainsKey("Decrypt").ShouldBeFalse();
    }

    [Fact]
    public async Task Key_generated_without_plaintext_opens()
    {
        WrappedKey wrapped = await _test.Kms.GenerateWrappedKeyAsync(s_context);

        using KeyMaterial opened = await _test.Backend.UnwrapKeyAsync(wrapped, s_context, default);
        (await DecryptByCommandLineAsync(wrapped)).ShouldBe(opened.Span.ToArray());
    }

    [Fact]
    public async Task Blob_of_a_kms_key_pending_deletion_tells_so()
    {
        using DataKey made = await _test.Backend.GenerateDataKeyAsync(s_context, default);
        await _test.Client.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = _test.Key.KeyId, PendingWindowInDays = 7 });

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(made.Wrapped, s_context, default));

        failure.Error.ShouldBe(FieldCryptError.KeyPendingDeletion);
        (await _test.Backend.DescribeKeyAsync(default)).State.ShouldBe(KeyState.PendingDeletion);
    }

    [Fact]
    public async Task Key_of_another_length_is_not_handed_out()
    {
        using KeyMaterial key = KeyMaterial.Random(24);
        WrappedKey wrapped = await _test.Backend.WrapKeyAsync(key, s_context, default);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await _test.Backend.UnwrapKeyAsync(wrapped, s_context, default));

        failure.Error.ShouldBe(FieldCryptError.AuthenticationFailed);
    }

    private async Task<byte[]> DecryptByCommandLineAsync(WrappedKey wrapped)
        => Convert.FromBase64String(await WithFileAsync(wrapped.Ciphertext, file => moto.AwsAsync("kms", "decrypt", "--ciphertext-blob", $"fileb://{file}", "--key-id", wrapped.KeyId,
            "--encryption-context", "Department=finance,Purpose=cards", "--query", "Plaintext")));

    private static async Task<string> WithFileAsync(byte[] content, Func<string, Task<string>> use)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, content);
            return await use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
