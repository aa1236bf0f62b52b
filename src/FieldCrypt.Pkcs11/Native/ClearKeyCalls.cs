using System.Runtime.InteropServices;
using System.Text;
using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Pkcs11;

/// <summary>
/// The few PKCS#11 calls that carry clear key bytes, between the module and pinned buffers that are zeroed afterwards.
/// Pkcs11Interop, which does everything else, hands such bytes out in arrays that the garbage collector moves and nobody
/// clears. Thread-safe as far as sessions are not shared.
/// </summary>
internal sealed unsafe class ClearKeyCalls
{
    // Places in CK_FUNCTION_LIST, whose order is fixed by the standard.
    private const int InitializeIndex = 0;
    private const int FinalizeIndex = 1;
    private const int CreateObjectIndex = 20;
    private const int GetAttributeValueIndex = 24;
    private const int EncryptInitIndex = 29;
    private const int EncryptIndex = 30;
    private const int DecryptInitIndex = 33;
    private const int DecryptIndex = 34;
    private const int WrapKeyIndex = 60;
    private const int GenerateRandomIndex = 64;

    private const ulong OsLockingOk = 2;
    private const int TagLength = 16;

    private readonly byte* _functions;

    public ClearKeyCalls(nint library)
    {
        var getFunctionList = (delegate* unmanaged[Cdecl]<byte**, CULong>)NativeLibrary.GetExport(library, "C_GetFunctionList");
        byte* functions;
        Check(getFunctionList(&functions), "C_GetFunctionList");
        _functions = functions;
    }

    /// <summary>Initializes the module for threads; false if another part of the process has done so.</summary>
    /// <param name="parameters">The text that goes where the standard has a reserved pointer; null for none.</param>
    public bool Initialize(string? parameters)
    {
        Span<byte> buffer = stackalloc byte[64];
        buffer.Clear();
        var arguments = new NativeRecord(buffer);
        byte[]? text = parameters is null ? null : Encoding.UTF8.GetBytes(parameters + '\0');
        fixed (byte* native = buffer)
        fixed (byte* reserved = text)
        {
            for (int mutexFunction = 0; mutexFunction < 4; mutexFunction++)
                arguments.Add((void*)null);
            arguments.Add(OsLockingOk);
            arguments.Add(reserved);
            CULong result = ((delegate* unmanaged[Cdecl]<void*, CULong>)Function(InitializeIndex))(native);
            if ((CKR)result.Value == CKR.CKR_CRYPTOKI_ALREADY_INITIALIZED)
                return false;
            Check(result, "C_Initialize");
            return true;
        }
    }

    /// <summary>Ends the module's state in this process (C_Finalize).</summary>
    public void Terminate() => Check(((delegate* unmanaged[Cdecl]<void*, CULong>)Function(FinalizeIndex))(null), "C_Finalize");

    public void GenerateRandom(ulong session, Span<byte> destination)
    {
        fixed (byte* to = destination)
            Check(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, CULong>)Function(GenerateRandomIndex))(Native(session), to, Native(destination.Length)), "C_GenerateRandom");
    }

    /// <summary>Puts bytes into the session as a generic secret key that can be wrapped; the caller destroys it.</summary>
    public ulong CreateSecretKey(ulong session, ReadOnlySpan<byte> value)
    {
        CULong secretKey = Native((ulong)CKO.CKO_SECRET_KEY), genericSecret = Native((ulong)CKK.CKK_GENERIC_SECRET), created = default;
        byte yes = 1, no = 0;
        Span<byte> buffer = stackalloc byte[256];
        var template = new NativeRecord(buffer);
        int count = 0;
        fixed (byte* bytes = value)
        fixed (byte* native = buffer)
        {
            Attribute(ref template, ref count, CKA.CKA_CLASS, &secretKey, NativeRecord.ULongSize);
            Attribute(ref template, ref count, CKA.CKA_KEY_TYPE, &genericSecret, NativeRecord.ULongSize);
            Attribute(ref template, ref count, CKA.CKA_TOKEN, &no, 1);
            Attribute(ref template, ref count, CKA.CKA_EXTRACTABLE, &yes, 1);
            Attribute(ref template, ref count, CKA.CKA_SENSITIVE, &no, 1);
            Attribute(ref template, ref count, CKA.CKA_VALUE, bytes, value.Length);
            Check(((delegate* unmanaged[Cdecl]<CULong, void*, CULong, CULong*, CULong>)Function(CreateObjectIndex))(Native(session), native, Native(count), &created), "C_CreateObject");
        }

        return created.Value;
    }

    /// <summary>Reads a key's value (CKA_VALUE); returns its length.</summary>
    public int ReadValue(ulong session, ulong key, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[32];
        var template = new NativeRecord(buffer);
        int count = 0;
        fixed (byte* to = destination)
        fixed (byte* native = buffer)
        {
            Attribute(ref template, ref count, CKA.CKA_VALUE, to, destination.Length);
            Check(((delegate* unmanaged[Cdecl]<CULong, CULong, void*, CULong, CULong>)Function(GetAttributeValueIndex))(Native(session), Native(key), native, Native(count)), "C_GetAttributeValue");
        }

        return (int)MemoryMarshal.Read<CULong>(buffer[(NativeRecord.ULongSize + IntPtr.Size)..]).Value;
    }

    /// <summary>Wraps a key of the session. Here, since some modules answer the usual question for the length first wrongly.</summary>
    public byte[] WrapKey(ulong session, ulong mechanismType, ulong kek, ulong key)
    {
        Span<byte> wrapped = stackalloc byte[256];
        CULong length = Native(wrapped.Length);
        Span<byte> buffer = stackalloc byte[32];
        var mechanism = new NativeRecord(buffer);
        mechanism.Add(mechanismType);
        mechanism.Add((void*)null);
        mechanism.Add(0);
        fixed (byte* m = buffer)
        fixed (byte* to = wrapped)
            Check(((delegate* unmanaged[Cdecl]<CULong, void*, CULong, CULong, byte*, CULong*, CULong>)Function(WrapKeyIndex))(Native(session), m, Native(kek), Native(key), to, &length), "C_WrapKey");
        return wrapped[..(int)length.Value].ToArray();
    }

    /// <summary>
    /// AES-GCM under a key of the token. A module that makes nonces itself writes its own into <paramref name="nonce"/>.
    /// </summary>
    /// <returns>Ciphertext and 16-byte tag.</returns>
    public byte[] EncryptGcm(ulong session, ulong key, Span<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext)
    {
        byte[] sealedBytes = new byte[plaintext.Length + TagLength];
        CULong length = Native(sealedBytes.Length);
        fixed (byte* from = plaintext)
        fixed (byte* to = sealedBytes)
        fixed (byte* n = nonce)
        fixed (byte* a = aad)
        {
            InitializeGcm(EncryptInitIndex, "C_EncryptInit", session, key, n, nonce.Length, a, aad.Length);
            Check(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong>)Function(EncryptIndex))(Native(session), from, Native(plaintext.Length), to, &length), "C_Encrypt");
        }

        return length.Value == (nuint)sealedBytes.Length ? sealedBytes : throw new Pkcs11Exception("C_Encrypt", CKR.CKR_DATA_LEN_RANGE);
    }

    /// <summary>The inverse of <see cref="EncryptGcm"/>; returns the plaintext's length.</summary>
    public int DecryptGcm(ulong session, ulong key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> sealedBytes, Span<byte> destination)
    {
        CULong length = Native(destination.Length);
        fixed (byte* from = sealedBytes)
        fixed (byte* to = destination)
        fixed (byte* n = nonce)
        fixed (byte* a = aad)
        {
            InitializeGcm(DecryptInitIndex, "C_DecryptInit", session, key, n, nonce.Length, a, aad.Length);
            Check(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong>)Function(DecryptIndex))(Native(session), from, Native(sealedBytes.Length), to, &length), "C_Decrypt");
        }

        return (int)length.Value;
    }

    private void InitializeGcm(int function, string name, ulong session, ulong key, byte* nonce, int nonceLength, byte* aad, int aadLength)
    {
        Span<byte> parameterBuffer = stackalloc byte[64];
        var parameters = new NativeRecord(parameterBuffer);
        parameters.Add(nonce);
        parameters.Add((ulong)nonceLength);
        parameters.Add((ulong)nonceLength * 8);
        parameters.Add(aad);
        parameters.Add((ulong)aadLength);
        parameters.Add(TagLength * 8);
        Span<byte> mechanismBuffer = stackalloc byte[32];
        var mechanism = new NativeRecord(mechanismBuffer);
        fixed (byte* p = parameterBuffer)
        fixed (byte* m = mechanismBuffer)
        {
            mechanism.Add((ulong)CKM.CKM_AES_GCM);
            mechanism.Add(p);
            mechanism.Add((ulong)parameters.Length);
            Check(((delegate* unmanaged[Cdecl]<CULong, void*, CULong, CULong>)Function(function))(Native(session), m, Native(key)), name);
        }
    }

    private static void Attribute(ref NativeRecord template, ref int count, CKA type, void* value, int length)
    {
        template.Add((ulong)type);
        template.Add(value);
        template.Add((ulong)length);
        count++;
    }

    private void* Function(int index)
    {
        // The list begins with a two-byte version, padded to a pointer where structures are not packed.
        int start = OperatingSystem.IsWindows() ? 2 : IntPtr.Size;
        return (void*)MemoryMarshal.Read<nint>(new ReadOnlySpan<byte>(_functions + start + (index * IntPtr.Size), IntPtr.Size));
    }

    private static CULong Native(ulong value) => new(checked((nuint)value));

    private static CULong Native(int value) => new((nuint)value);

    private static void Check(CULong result, string method)
    {
        if (result.Value != 0)
            throw new Pkcs11Exception(method, (CKR)result.Value);
    }
}
