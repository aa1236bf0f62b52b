using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace FieldCrypt.Pkcs11;

/// <summary>A session through Pkcs11Interop, and through <see cref="ClearKeyCalls"/> where clear key bytes pass.</summary>
internal sealed class TokenSession(Pkcs11Module module, ISession session, string tokenLabel, bool loginRequired) : ITokenSession
{
    private const ulong KekLength = 32;

    public string TokenLabel => tokenLabel;

    private IObjectAttributeFactory Attributes => module.Factories.ObjectAttributeFactory;

    private bool IsLoggedIn => session.GetSessionInfo().State is CKS.CKS_RW_USER_FUNCTIONS or CKS.CKS_RO_USER_FUNCTIONS;

    public IReadOnlyList<TokenKey> FindKeys(string label)
    {
        // To a session whose login another part of the process ended, private keys are not absent: they do not show.
        if (loginRequired && !IsLoggedIn)
            throw new Pkcs11Exception("C_FindObjects", CKR.CKR_USER_NOT_LOGGED_IN);
        List<IObjectAttribute> wanted =
        [
            Attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
            Attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
            Attributes.Create(CKA.CKA_TOKEN, true),
            Attributes.Create(CKA.CKA_LABEL, label),
        ];
        return [.. session.FindAllObjects(wanted).Select(Read)];
    }

    public void FillRandom(Span<byte> destination) => module.Calls.GenerateRandom(session.SessionId, destination);

    public byte[] WrapKey(ulong kek, ulong mechanism, ReadOnlySpan<byte> payload)
    {
        IObjectHandle key = Handle(module.Calls.CreateSecretKey(session.SessionId, payload));
        try
        {
            return module.Calls.WrapKey(session.SessionId, mechanism, kek, key.ObjectId);
        }
        finally
        {
            session.DestroyObject(key);
        }
    }

    public int UnwrapKey(ulong kek, ulong mechanism, byte[] wrapped, Span<byte> destination)
    {
        using IMechanism native = module.Factories.MechanismFactory.Create(mechanism);
        List<IObjectAttribute> template =
        [
            Attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
            Attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_GENERIC_SECRET),
            Attributes.Create(CKA.CKA_TOKEN, false),
            Attributes.Create(CKA.CKA_SENSITIVE, false),
            Attributes.Create(CKA.CKA_EXTRACTABLE, true),
        ];
        IObjectHandle key = session.UnwrapKey(native, Handle(kek), wrapped, template);
        try
        {
            return module.Calls.ReadValue(session.SessionId, key.ObjectId, destination);
        }
        finally
        {
            session.DestroyObject(key);
        }
    }

    public byte[] EncryptGcm(ulong kek, Span<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> payload)
        => module.Calls.EncryptGcm(session.SessionId, kek, nonce, aad, payload);

    public int DecryptGcm(ulong kek, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
        => module.Calls.DecryptGcm(session.SessionId, kek, nonce, aad, sealedBytes, destination);

    public void CreateKey(string label, byte[] id, bool forGcm)
    {
        using IMechanism generate = module.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);
        List<IObjectAttribute> template =
        [
            Attributes.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY),
            Attributes.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
            Attributes.Create(CKA.CKA_VALUE_LEN, KekLength),
            Attributes.Create(CKA.CKA_LABEL, label),
            Attributes.Create(CKA.CKA_ID, id),
            Attributes.Create(CKA.CKA_TOKEN, true),
            Attributes.Create(CKA.CKA_PRIVATE, true),
            Attributes.Create(CKA.CKA_SENSITIVE, true),
            Attributes.Create(CKA.CKA_EXTRACTABLE, false),
            Attributes.Create(CKA.CKA_SIGN, false),
            Attributes.Create(CKA.CKA_VERIFY, false),
            .. Uses(!forGcm, forGcm),
        ];
        session.GenerateKey(generate, template);
    }

    public void SetUsable(TokenKey key, bool usable, bool forGcm)
        => session.SetAttributeValue(Handle(key.Handle), Uses(usable && !forGcm, usable && forGcm));

    public void Destroy(TokenKey key) => session.DestroyObject(Handle(key.Handle));

    public void Dispose()
    {
        try
        {
            session.Dispose();
        }
        finally
        {
            module.Leave();
        }
    }

    private List<IObjectAttribute> Uses(bool wrap, bool encrypt) =>
    [
        Attributes.Create(CKA.CKA_WRAP, wrap),
        Attributes.Create(CKA.CKA_UNWRAP, wrap),
        Attributes.Create(CKA.CKA_ENCRYPT, encrypt),
        Attributes.Create(CKA.CKA_DECRYPT, encrypt),
    ];

    private TokenKey Read(IObjectHandle handle)
    {
        List<IObjectAttribute> values = session.GetAttributeValue(handle,
            [CKA.CKA_ID, CKA.CKA_WRAP, CKA.CKA_UNWRAP, CKA.CKA_ENCRYPT, CKA.CKA_DECRYPT, CKA.CKA_SENSITIVE, CKA.CKA_EXTRACTABLE]);
        return new TokenKey(handle.ObjectId, values[0].GetValueAsByteArray() ?? [], Bool(1) && Bool(2), Bool(3) && Bool(4), Bool(5) && !Bool(6));

        bool Bool(int index) => !values[index].CannotBeRead && values[index].GetValueAsBool();
    }

    private IObjectHandle Handle(ulong id) => module.Factories.ObjectHandleFactory.Create(id);
}
