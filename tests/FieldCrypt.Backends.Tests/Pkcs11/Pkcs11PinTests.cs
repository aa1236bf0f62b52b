using System.Text;
using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

/// <summary>A token locks itself after a few wrong PINs, so a refused PIN is sent once and never again.</summary>
[Collection(SoftHsmTests.Name)]
public sealed class Pkcs11PinTests(SoftHsm hsm)
{
    private const string WrongPin = "9999-wrong";

    [Fact]
    public async Task Refused_pin_is_sent_once_whatever_calls_and_backends_follow_and_a_corrected_one_works()
    {
        string pin = WrongPin;
        Pkcs11Options options = hsm.Options(SoftHsm.PinToken);
        options.Pin = Pkcs11Pin.FromCallback(() => Encoding.UTF8.GetBytes(pin));
        using var administration = new Pkcs11KeyAdministration(options);
        using var first = new Pkcs11Backend(options);
        using var second = new ResilientBackend(new Pkcs11Backend(options));

        FieldCryptException[] failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => FailAsync(i % 2 == 0 ? first : second.Backend)));

        failures.ShouldAllBe(static failure => failure.Error == FieldCryptError.AccessDenied && !failure.IsTransient);
        failures.Count(static failure => failure.Message.Contains("CKR_PIN_INCORRECT")).ShouldBe(1);
        failures.Count(static failure => failure.Message.Contains("refused before")).ShouldBe(19);
        failures.ShouldAllBe(static failure => !failure.ToString().Contains(WrongPin));

        pin = SoftHsm.UserPin;
        await administration.CreateKeyAsync();
        (await first.GenerateDataKeyAsync(EncryptionContext.Empty, default)).Dispose();
    }

    [Fact]
    public async Task Pin_is_read_from_a_file_s_first_line_and_from_the_environment()
    {
        string file = Path.GetTempFileName();
        string variable = $"FIELDCRYPT_TEST_PIN_{Guid.NewGuid():N}";
        try
        {
            await File.WriteAllTextAsync(file, SoftHsm.UserPin + "\r\nanother line\n");
            Environment.SetEnvironmentVariable(variable, SoftHsm.UserPin);

            Encoding.UTF8.GetString(Pkcs11Pin.FromFile(file).Read()).ShouldBe(SoftHsm.UserPin);
            Encoding.UTF8.GetString(Pkcs11Pin.FromEnvironment(variable).Read()).ShouldBe(SoftHsm.UserPin);
        }
        finally
        {
            File.Delete(file);
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Sources_of_a_pin_show_where_it_comes_from_and_never_the_pin()
    {
        Pkcs11Pin.FromFile("/run/secrets/pin").ToString().ShouldContain("/run/secrets/pin");
        Pkcs11Pin.FromEnvironment("HSM_PIN").ToString().ShouldContain("HSM_PIN");
        Pkcs11Pin.FromCallback(static () => Encoding.UTF8.GetBytes(WrongPin)).ToString().ShouldBe("callback");
    }

    [Fact]
    public void Missing_pin_file_is_denied_and_names_the_file()
    {
        FieldCryptException failure = Should.Throw<FieldCryptException>(static () => Pkcs11Pin.FromFile("/nowhere/pin").Read());

        failure.Error.ShouldBe(FieldCryptError.AccessDenied);
        failure.Message.ShouldContain("/nowhere/pin");
    }

    private static async Task<FieldCryptException> FailAsync(IKeyBackend backend)
        => await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default));

    private sealed class ResilientBackend(Pkcs11Backend inner) : IDisposable
    {
        public IKeyBackend Backend { get; } = new ResilientKeyBackend(inner, new KeyBackendResilience { BaseDelay = TimeSpan.Zero });

        public void Dispose() => inner.Dispose();
    }
}
