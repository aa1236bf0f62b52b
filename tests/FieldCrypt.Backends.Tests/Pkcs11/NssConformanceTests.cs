using FieldCrypt.Pkcs11;

namespace FieldCrypt.Backends.Tests;

[Collection("NSS, whose database hides keys while another thread writes one")]
public sealed class NssKeyWrapConformanceTests(NssToken nss) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync() => await Pkcs11UnderTest.StartAsync(nss.Options(Pkcs11WrapMechanism.AesKeyWrap));
}

[Collection("NSS, whose database hides keys while another thread writes one")]
public sealed class NssPaddedKeyWrapConformanceTests(NssToken nss) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync() => await Pkcs11UnderTest.StartAsync(nss.Options(Pkcs11WrapMechanism.AesKeyWrapPadded));
}

[Collection("NSS, whose database hides keys while another thread writes one")]
public sealed class NssGcmConformanceTests(NssToken nss) : KeyBackendConformance
{
    protected override async ValueTask<BackendUnderTest> StartAsync() => await Pkcs11UnderTest.StartAsync(nss.Options(Pkcs11WrapMechanism.AesGcm));
}
