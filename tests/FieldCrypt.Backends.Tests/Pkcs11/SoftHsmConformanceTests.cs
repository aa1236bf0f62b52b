using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

[Collection(SoftHsmTests.Name)]
public sealed class SoftHsmKeyWrapConformanceTests(SoftHsm hsm) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync() => await Pkcs11UnderTest.StartAsync(hsm.Options(SoftHsm.KeyWrapToken));
}

[Collection(SoftHsmTests.Name)]
public sealed class SoftHsmGcmConformanceTests(SoftHsm hsm) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync()
    {
        Pkcs11Options options = hsm.Options(SoftHsm.GcmToken, Pkcs11WrapMechanism.AesGcm);
        options.UseTokenRandom = true;
        return await Pkcs11UnderTest.StartAsync(options);
    }
}
