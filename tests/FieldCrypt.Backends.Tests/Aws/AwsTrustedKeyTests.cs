using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using FieldCrypt.Aws;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Backends.Tests;

/// <summary>Which KMS keys a stored wrapped key may name, and what is asked of KMS to know.</summary>
public sealed class AwsTrustedKeyTests
{
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Sibling = "arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab";
    private const string Elsewhere = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Stranger = "arn:aws:kms:eu-west-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private const string Replicated = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private const string Replica = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";

    private readonly List<AmazonKeyManagementServiceRequest> _sent = [];
    private readonly FakeTimeProvider _time = new();

    /// <summary>The key that the alias stands for.</summary>
    private string _target = Key;

    [Theory]
    [InlineData(Key, Key, true)]
    [InlineData(Key, Sibling, false)]
    [InlineData(Key, Elsewhere, false)]
    [InlineData(Key, Stranger, false)]
    [InlineData(Key, "1234abcd-12ab-34cd-56ef-1234567890ab", false)]
    [InlineData(Key, "alias/cards", false)]
    [InlineData("alias/cards", Key, true)]
    [InlineData("alias/cards", Sibling, false)]
    [InlineData("alias/cards", Elsewhere, false)]
    [InlineData("alias/cards", Stranger, false)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/cards", Key, true)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/cards", Sibling, false)]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", Key, true)]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", Stranger, false)]
    public async Task Only_the_configured_key_opens_and_only_its_own_name_goes_out(string configured, string stored, bool opens)
        => await ShouldOpenAsync(Backend(configured), stored, opens);

    [Theory]
    [InlineData(Replicated, Replica, true)]
    [InlineData("alias/cards", Replica, false)]
    [InlineData(Replicated, "arn:aws:kms:us-east-1:999999999999:key/mrk-1234abcd12ab34cd56ef1234567890ab", false)]
    public async Task Replica_in_another_region_is_the_same_key(string configured, string stored, bool opens)
        => await ShouldOpenAsync(Backend(configured), stored, opens);

    [Fact]
    public async Task Replica_of_an_alias_s_key_is_the_same_key()
    {
        _target = Replicated;
        await ShouldOpenAsync(Backend("alias/cards"), Replica, opens: true);
        ((DecryptRequest)_sent[^1]).KeyId.ShouldBe(Replicated, "the replica in the client's own Region");
    }

    [Theory]
    [InlineData(Sibling, true)]
    [InlineData(Elsewhere, false)]
    [InlineData(Replica, true)]
    [InlineData(Stranger, false)]
    [InlineData("arn:aws:s3:eu-west-1:111122223333:key/x", false)]
    public async Task Trusted_account_is_trusted_in_the_client_s_region(string stored, bool opens)
    {
        AwsKmsOptions options = Options("alias/other");
        _target = "arn:aws:kms:eu-west-1:555555555555:key/5555";
        options.TrustedAccounts.Add("111122223333");
        await ShouldOpenAsync(new AwsKmsBackend(options), stored, opens);
    }

    [Fact]
    public async Task Alias_is_looked_up_once_and_again_only_after_a_while_for_keys_that_do_not_fit()
    {
        AwsKmsBackend backend = Backend("alias/cards");
        for (int i = 0; i < 3; i++)
            await ShouldOpenAsync(backend, Key, opens: true);
        for (int i = 0; i < 100; i++)
            await ShouldOpenAsync(backend, Stranger, opens: false);
        Described().ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(5));
        await ShouldOpenAsync(backend, Stranger, opens: false);
        Described().ShouldBe(2);
    }

    [Fact]
    public async Task Alias_moved_to_another_key_is_followed_and_the_old_key_is_read_where_it_is_listed()
    {
        AwsKmsBackend running = Backend("alias/cards");
        await ShouldOpenAsync(running, Key, opens: true);
        _target = Sibling;
        _time.Advance(TimeSpan.FromSeconds(5));
        await ShouldOpenAsync(running, Sibling, opens: true);
        await ShouldOpenAsync(running, Key, opens: true);

        await ShouldOpenAsync(Backend("alias/cards"), Key, opens: false);
        AwsKmsOptions listed = Options("alias/cards");
        listed.AdditionalKeys.Add(Key);
        await ShouldOpenAsync(new AwsKmsBackend(listed), Key, opens: true);
    }

    [Fact]
    public async Task Key_that_kms_itself_named_needs_no_lookup()
    {
        AwsKmsBackend backend = Backend("alias/cards");
        (await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default)).Dispose();
        await ShouldOpenAsync(backend, Key, opens: true);
        Described().ShouldBe(0);
    }

    [Theory]
    [InlineData("alias/old", null)]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", null)]
    [InlineData(null, "12345")]
    [InlineData(null, "arn:aws:iam::111122223333:root")]
    public void Malformed_lists_are_refused(string? key, string? account)
    {
        AwsKmsOptions options = Options("alias/cards");
        if (key is not null)
            options.AdditionalKeys.Add(key);
        if (account is not null)
            options.TrustedAccounts.Add(account);
        Should.Throw<FieldCryptException>(() => new AwsKmsBackend(options)).Error.ShouldBe(FieldCryptError.NotConfigured);
    }

    private static async Task<bool> OpensAsync(AwsKmsBackend backend, string stored)
    {
        try
        {
            (await backend.UnwrapKeyAsync(new WrappedKey("aws-kms", stored, "", [1]), EncryptionContext.Empty, default)).Dispose();
            return true;
        }
        catch (FieldCryptException exception) when (exception.Error == FieldCryptError.KeyNotTrusted)
        {
            return false;
        }
    }

    private async Task ShouldOpenAsync(AwsKmsBackend backend, string stored, bool opens)
    {
        int sent = _sent.OfType<DecryptRequest>().Count();
        (await OpensAsync(backend, stored)).ShouldBe(opens);
        _sent.OfType<DecryptRequest>().Count().ShouldBe(opens ? sent + 1 : sent);
        _sent.OfType<DescribeKeyRequest>().ShouldAllBe(request => request.KeyId == backend.KeyName);
    }

    private int Described() => _sent.OfType<DescribeKeyRequest>().Count();

    private AwsKmsBackend Backend(string keyId) => new(Options(keyId));

    private AwsKmsOptions Options(string keyId) => new()
    {
        KeyId = keyId,
        TimeProvider = _time,
        Client = KmsClientStub.Create("eu-west-1", request =>
        {
            _sent.Add((AmazonKeyManagementServiceRequest)request);
            return request switch
            {
                DescribeKeyRequest => new DescribeKeyResponse { KeyMetadata = new KeyMetadata { Arn = _target, KeyState = Amazon.KeyManagementService.KeyState.Enabled } },
                GenerateDataKeyRequest => new GenerateDataKeyResponse { KeyId = _target, Plaintext = new MemoryStream(new byte[32]), CiphertextBlob = new MemoryStream([9]) },
                _ => new DecryptResponse { Plaintext = new MemoryStream(new byte[32]) },
            };
        }),
    };
}
