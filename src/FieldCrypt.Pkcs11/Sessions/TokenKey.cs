namespace FieldCrypt.Pkcs11;

/// <summary>A version of a key-encryption key as a session found it.</summary>
/// <param name="Handle">The object's handle, good while the session is.</param>
/// <param name="Id">CKA_ID.</param>
/// <param name="MayWrapKeys">CKA_WRAP and CKA_UNWRAP.</param>
/// <param name="MayEncrypt">CKA_ENCRYPT and CKA_DECRYPT.</param>
/// <param name="IsProtected">Sensitive and not extractable.</param>
internal sealed record TokenKey(ulong Handle, byte[] Id, bool MayWrapKeys, bool MayEncrypt, bool IsProtected)
{
    /// <summary>CKA_ID in lower-case hexadecimal; <c>00</c> for a key without one.</summary>
    public string Version => Id.Length == 0 ? "00" : Convert.ToHexStringLower(Id);

    /// <summary>Whether no use is left: disabled.</summary>
    public bool IsDisabled => !MayWrapKeys && !MayEncrypt;

    /// <summary>Orders versions by CKA_ID as a big-endian number.</summary>
    public static int CompareVersions(TokenKey left, TokenKey right)
    {
        ReadOnlySpan<byte> a = left.Id.AsSpan().TrimStart((byte)0), b = right.Id.AsSpan().TrimStart((byte)0);
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}
