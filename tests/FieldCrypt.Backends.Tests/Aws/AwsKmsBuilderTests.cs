using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using FieldCrypt.Aws;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Backends.Tests;

public sealed class AwsKmsBuilderTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private AwsKmsUnderTest _test = null!;

    public async ValueTask InitializeAsync() => _test = await AwsKmsUnderTest.StartAsync(moto);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Direct_mode_makes_one_generate_call_per_record_and_one_decrypt_call_per_first_read()
    {
        await using ServiceProvider services = Services(keys => keys.UseAwsKms(_test.Alias, UseFront));
        KeyRing keyRing = services.GetRequiredService<KeyRing>();

        for (int i = 0; i < 10; i++)
            (await keyRing.CreateRecordKeyAsync(s_context)).Dispose();

        _test.Front.Calls["GenerateDataKey"].ShouldBe(10);
        _test.Front.Calls.ContainsKey("Decrypt").ShouldBeFalse();
    }

    [Fact]
    public async Task Throttled_calls_are_tried_again_a_bounded_number_of_times()
    {
        await using ServiceProvider services = Services(keys => keys.UseAwsKms(_test.Alias, options =>
        {
            UseFront(options);
            options.Resilience.BaseDelay = TimeSpan.FromMilliseconds(1);
        }));
        KeyRing keyRing = services.GetRequiredService<KeyRing>();
        _test.Front.Fault = KmsFront.Error("ThrottlingException", "Rate exceeded");
        _test.Front.FaultsLeft = 2;

        (await keyRing.CreateRecordKeyAsync(s_context)).Dispose();
        _test.Front.Calls["GenerateDataKey"].ShouldBe(3);

        _test.Front.FaultsLeft = int.MaxValue;
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await keyRing.CreateRecordKeyAsync(s_context));
        failure.Error.ShouldBe(FieldCryptError.BackendThrottled);
        _test.Front.Calls["GenerateDataKey"].ShouldBe(6);
    }

    [Fact]
    public async Task Denied_call_is_not_tried_again()
    {
        await using ServiceProvider services = Services(keys => keys.UseAwsKms(_test.Alias, UseFront));
        _test.Front.Fault = KmsFront.Error("AccessDeniedException", "no");

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await services.GetRequiredService<KeyRing>().CreateRecordKeyAsync(s_context));

        failure.Error.ShouldBe(FieldCryptError.AccessDenied);
        _test.Front.Calls["GenerateDataKey"].ShouldBe(1);
    }

    [Fact]
    public async Task Client_of_the_application_is_used_and_left_to_it()
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(_test.Client);
        collection.AddFieldCrypt(keys => keys.UseAwsKms(_test.Alias).UseDirectDataKeys());
        await using (ServiceProvider services = collection.BuildServiceProvider())
            (await services.GetRequiredService<KeyRing>().CreateRecordKeyAsync(s_context)).Dispose();

        _test.Front.Calls["GenerateDataKey"].ShouldBe(1);
        (await _test.Client.ListAliasesAsync(new ListAliasesRequest())).Aliases.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Two_kms_keys_wrap_one_data_key_and_the_second_opens_it_when_the_first_is_away()
    {
        await using AwsKmsUnderTest second = await AwsKmsUnderTest.StartAsync(moto);
        await using ServiceProvider services = Services(keys => keys
            .UseAwsKms(_test.Alias, options =>
            {
                UseFront(options);
                options.Resilience.MaximumAttempts = 1;
            })
            .UseAwsKms(second.Alias, options => options.Client = second.Client));
        KeyRing keyRing = services.GetRequiredService<KeyRing>();
        EncryptedColumn<string> column = new("Card", "Pan", s_context, ValueEncodings.String);
        byte[] envelope;
        using (RecordKey key = await keyRing.CreateRecordKeyAsync(s_context))
            envelope = column.Encrypt("4000001234567899", key);
        _test.Front.Fault = KmsFront.Error("KMSInternalException", "", 500);

        (await keyRing.DecryptAsync(column, envelope)).ShouldBe("4000001234567899");

        second.Front.Calls["Decrypt"].ShouldBeGreaterThan(0);
    }

    private static ServiceProvider Services(Action<FieldCryptBuilder> configure)
        => new ServiceCollection().AddFieldCrypt(keys =>
        {
            configure(keys);
            keys.UseDirectDataKeys();
        }).BuildServiceProvider();

    private void UseFront(AwsKmsOptions options)
    {
        options.Credentials = new BasicAWSCredentials("test", "test");
        options.ConfigureClient = config =>
        {
            config.ServiceURL = _test.Front.Url;
            config.AuthenticationRegion = "us-east-1";
        };
    }
}
