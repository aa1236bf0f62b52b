using System.Globalization;

namespace FieldCrypt;

/// <summary>
/// The encryption contexts that the keys of a branch key store are wrapped under: the key's own context and what else it
/// is bound to, so that wrapped bytes open in their own place only (docs/format.md, section 4).
/// </summary>
internal static class BranchKeyBinding
{
    private const string IdName = EncryptionContextGrammar.ReservedPrefix + "branch-key-id";
    private const string GenerationName = EncryptionContextGrammar.ReservedPrefix + "generation";
    private const string PurposeName = EncryptionContextGrammar.ReservedPrefix + "purpose";

    /// <summary>What a branch key or a blind index key is wrapped under.</summary>
    public static EncryptionContext ContextOf(BranchKeyRecord record) => record.Context.WithReserved(
        new(IdName, record.Id.ToString()),
        new(GenerationName, record.Generation.ToString(CultureInfo.InvariantCulture)),
        new(PurposeName, record.Purpose == BranchKeyPurpose.BlindIndexes ? "blind-index" : "record-keys"));

    /// <summary>What the MAC key of a context's set is wrapped under.</summary>
    public static EncryptionContext SetContextOf(EncryptionContext context) => context.WithReserved(new KeyValuePair<string, string>(PurposeName, "branch-key-set"));
}
