using System.Security.Cryptography;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace FieldCrypt.Backends.Tests;

/// <summary>Under a key whose bytes the test knows, .NET's own AES opens what a token wrapped, as documented.</summary>
[Collection("NSS, whose database hides keys while another thread writes one")]
public sealed class Pkcs11WitnessTests(SoftHsm hsm, NssToken nss)
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private readonly byte[] _kek = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task Padded_key_wrap_is_that_of_sp_800_38f_over_key_and_context_digest()
    {
        Pkcs11Options options = nss.Options(Pkcs11WrapMechanism.AesKeyWrapPadded);
        ImportKek(options, extractable: false);
        using var backend = new Pkcs11Backend(options);
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        using var aes = Aes.Create();
        aes.Key = _kek;
        byte[] payload = aes.DecryptKeyWrapPadded(made.Wrapped.Ciphertext);

        payload[..32].ShouldBe(made.Plaintext.Span.ToArray());
        payload[32..].ShouldBe(SHA256.HashData([.. "FieldCrypt context binding v1\0"u8, .. s_context.CanonicalBytes]));
    }

    [Fact]
    public async Task Gcm_is_that_of_sp_800_38d_with_the_context_as_authenticated_data()
    {
        Pkcs11Options options = hsm.Options(SoftHsm.WitnessToken, Pkcs11WrapMechanism.AesGcm);
        ImportKek(options, extractable: false);
        using var backend = new Pkcs11Backend(options);
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);
        byte[] wrapped = made.Wrapped.Ciphertext;

        using var gcm = new AesGcm(_kek, 16);
        byte[] key = new byte[32];
        gcm.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(12, 32), wrapped.AsSpan(44), key, [.. "FieldCrypt pkcs11 aes-gcm v1\0"u8, .. s_context.CanonicalBytes]);

        key.ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Key_that_may_leave_its_token_is_not_used()
    {
        Pkcs11Options options = hsm.Options(SoftHsm.WitnessToken, Pkcs11WrapMechanism.AesGcm);
        ImportKek(options, extractable: true);
        using var backend = new Pkcs11Backend(options);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(s_context, default));

        failure.Error.ShouldBe(FieldCryptError.AccessDenied);
        failure.Message.ShouldContain("extractable");
    }

    private void ImportKek(Pkcs11Options options, bool extractable)
    {
        Pkcs11Module module = Pkcs11Module.Acquire(options.Library, options.ModuleParameters);
        try
        {
            ISlot slot = TokenSlot.Of(module.Library, options.TokenLabel!);
            using ISession session = slot.OpenSession(SessionType.ReadWrite);
            new TokenLogin().EnsureLoggedIn(session, slot, options.Pin);
            IObjectAttributeFactory attributes = module.Factories.ObjectAttributeFactory;
            session.CreateObject(
            [
                attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
                attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
                attributes.Create(CKA.CKA_VALUE, _kek),
                attributes.Create(CKA.CKA_LABEL, options.KeyLabel),
                attributes.Create(CKA.CKA_ID, [0x2a]),
                attributes.Create(CKA.CKA_TOKEN, true),
                attributes.Create(CKA.CKA_PRIVATE, true),
                attributes.Create(CKA.CKA_SENSITIVE, true),
                attributes.Create(CKA.CKA_EXTRACTABLE, extractable),
                attributes.Create(CKA.CKA_WRAP, true),
                attributes.Create(CKA.CKA_UNWRAP, true),
                attributes.Create(CKA.CKA_ENCRYPT, true),
                attributes.Create(CKA.CKA_DECRYPT, true),
            ]);
        }
        finally
        {
            module.Release();
        }
    }
}
