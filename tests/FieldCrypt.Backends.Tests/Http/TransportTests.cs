using System.Diagnostics;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using FieldCrypt.Aws;
using FieldCrypt.GoogleCloud;
using FieldCrypt.Vault;

namespace FieldCrypt.Backends.Tests;

/// <summary>Tokens and keys go to the configured address alone: over TLS, or without it to this machine, past every proxy.</summary>
public sealed class TransportTests
{
    private const string Proxied = "FIELDCRYPT_TEST_PROXIED";
    private static readonly BasicAWSCredentials s_credentials = new("test", "test");

    public static TheoryData<string, bool> Addresses => new()
    {
        { "https://kms.example/", true },
        { "https://127.0.0.1:8200/", true },
        { "http://127.0.0.1:8200/", true },
        { "http://127.5.5.5/", true },
        { "http://[::1]:8200/", true },
        { "http://localhost:8200/", true },
        { "http://LOCALHOST/", true },
        { "http://kms.example/", false },
        { "http://10.0.0.1/", false },
        { "http://169.254.169.254/", false },
        { "http://localhost.example/", false },
        { "http://127.0.0.1.example/", false },
        { "http://loopback/", true }, // .NET reads it as localhost
        { "http://vault.localhost/", false },
        { "http://0.0.0.0/", false },
        { "ftp://127.0.0.1/", false },
        { "file:///tmp/keys", false },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Address_is_https_or_this_machine(string address, bool taken)
    {
        Func<IDisposable>[] backends =
        [
            () => new VaultTransitBackend(new VaultTransitOptions { Address = new Uri(address), KeyName = "cards" }),
            () => new GoogleCloudKmsBackend(new GoogleCloudKmsOptions { Address = new Uri(address), KeyName = GoogleKmsServer.KeyName, AccessToken = static _ => new("t") }),
            () => new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Credentials = s_credentials, ConfigureClient = config => config.ServiceURL = address }),
            () => new AwsKmsAdministration(new AwsKmsOptions { KeyId = "alias/cards", Credentials = s_credentials, ConfigureClient = config => config.ServiceURL = address }),
            () => new AwsKmsBackend(new AwsKmsOptions { KeyId = "alias/cards", Client = new AmazonKeyManagementServiceClient(s_credentials, new AmazonKeyManagementServiceConfig { ServiceURL = address }) }),
        ];
        foreach (Func<IDisposable> make in backends)
        {
            if (taken)
                make().Dispose();
            else
                Should.Throw<FieldCryptException>(() => make().Dispose()).Error.ShouldBe(FieldCryptError.NotConfigured);
        }
    }

    [Fact]
    public void Aws_endpoint_without_tls_is_refused_by_whatever_way_it_is_set()
    {
        Should.Throw<FieldCryptException>(static () => new AwsKmsBackend(new AwsKmsOptions
        {
            KeyId = "alias/cards",
            Credentials = s_credentials,
            ConfigureClient = static config => (config.RegionEndpoint, config.UseHttp) = (Amazon.RegionEndpoint.EUWest1, true),
        })).Error.ShouldBe(FieldCryptError.NotConfigured);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_not_followed_and_is_no_passing_failure(int status)
    {
        await using var elsewhere = new RecordingServer();
        await using var vault = new TransitServer { Fault = new HttpFault(status, "", $"{elsewhere.Url}v1/transit/encrypt/cards") };
        await using var google = new GoogleKmsServer { Fault = new HttpFault(status, "", $"{elsewhere.Url}v1/x") };
        await using var kms = new KmsServer { Fault = new HttpFault(status, "", elsewhere.Url) };
        using VaultTransitBackend onVault = Vault(vault.Url);
        using GoogleCloudKmsBackend onGoogle = Google(google.Url);
        using AwsKmsBackend onKms = Kms(kms.Url);
        foreach (IKeyBackend backend in (IKeyBackend[])[onVault, onGoogle, onKms])
        {
            using KeyMaterial key = KeyMaterial.Random(32);
            FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.WrapKeyAsync(key, EncryptionContext.Empty, default));
            if (backend.Provider != "aws-kms")
            {
                failure.Error.ShouldBe(FieldCryptError.NotConfigured, failure.Message);
                failure.Message.ShouldContain(elsewhere.Url);
            }
        }

        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_that_a_client_of_the_application_s_own_fetched_elsewhere_is_not_used()
    {
        await using var elsewhere = new RecordingServer();
        await using var vault = new TransitServer { Fault = new HttpFault(307, "", $"{elsewhere.Url}v1/transit/encrypt/cards") };
        using var following = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var backend = new VaultTransitBackend(new VaultTransitOptions { Address = new Uri(vault.Url), KeyName = "cards", Token = static _ => new(TransitServer.Token), HttpClient = following });

        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default))).Error.ShouldBe(FieldCryptError.NotConfigured);
    }

    /// <summary>The test starts itself anew in a process whose environment names a proxy; there it uses the backends.</summary>
    [Fact]
    public async Task Proxy_of_the_environment_sees_no_call_to_this_machine()
    {
        if (Environment.GetEnvironmentVariable(Proxied) is { } proxyUrl)
        {
            await UseBackendsBehindAsync(proxyUrl);
            return;
        }

        await using var proxy = new RecordingServer();
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-noColor", "-method", $"{typeof(TransportTests).FullName}.{nameof(Proxy_of_the_environment_sees_no_call_to_this_machine)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in (string[])["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", Proxied])
            start.Environment[name] = proxy.Url;
        foreach (string name in (string[])["no_proxy", "NO_PROXY"])
            start.Environment.Remove(name);

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, output + await errors);
        proxy.Requests.ShouldHaveSingleItem("the request that shows that the proxy is in use").ShouldContain("control");
    }

    private static async Task UseBackendsBehindAsync(string proxyUrl)
    {
        await using var vault = new TransitServer();
        await using var google = new GoogleKmsServer();
        await using var kms = new KmsServer();
        using (var control = new HttpClient())
            await control.GetAsync($"{vault.Url}control");
        vault.Requests.ShouldBeEmpty();

        using VaultTransitBackend onVault = Vault(vault.Url);
        using GoogleCloudKmsBackend onGoogle = Google(google.Url);
        using AwsKmsBackend onKms = Kms(kms.Url);
        foreach (IKeyBackend backend in (IKeyBackend[])[onVault, onGoogle, onKms])
        {
            using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);
            using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default);
            opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        }

        // A client of the application's own would take the proxy, or not: nobody can tell.
        using var own = new HttpClient();
        Should.Throw<FieldCryptException>(() => new VaultTransitBackend(new VaultTransitOptions { Address = new Uri(vault.Url), KeyName = "cards", HttpClient = own }))
            .Message.ShouldContain(proxyUrl);
        new VaultTransitBackend(new VaultTransitOptions { Address = new Uri("https://vault.example/"), KeyName = "cards", HttpClient = own }).Dispose();
    }

    private static VaultTransitBackend Vault(string url) => new(new VaultTransitOptions { Address = new Uri(url), KeyName = "cards", Token = static _ => new(TransitServer.Token) });

    private static GoogleCloudKmsBackend Google(string url)
        => new(new GoogleCloudKmsOptions { Address = new Uri(url), KeyName = GoogleKmsServer.KeyName, AccessToken = static _ => new(GoogleKmsServer.AccessToken) });

    private static AwsKmsBackend Kms(string url) => new(new AwsKmsOptions
    {
        KeyId = KmsServer.KeyArn,
        Credentials = s_credentials,
        ConfigureClient = config => (config.ServiceURL, config.AuthenticationRegion) = (url, "us-east-1"),
    });
}
