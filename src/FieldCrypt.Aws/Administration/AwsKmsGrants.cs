using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>Grants between KMS's shapes and ours.</summary>
internal static class AwsKmsGrants
{
    public static CreateGrantRequest ToRequest(AwsKmsGrant grant, string keyId) => new()
    {
        KeyId = keyId,
        GranteePrincipal = grant.Grantee,
        Operations = [.. grant.Operations],
        RetiringPrincipal = grant.RetiringPrincipal,
        Name = grant.Name,
        Constraints = grant.ContextEquals is null && grant.ContextContains is null ? null : new GrantConstraints
        {
            EncryptionContextEquals = Pairs(grant.ContextEquals),
            EncryptionContextSubset = Pairs(grant.ContextContains),
        },
    };

    public static AwsKmsGrant FromEntry(GrantListEntry entry) => new()
    {
        Grantee = entry.GranteePrincipal ?? entry.GranteeServicePrincipal ?? "",
        Operations = entry.Operations ?? [],
        ContextEquals = Context(entry.Constraints?.EncryptionContextEquals),
        ContextContains = Context(entry.Constraints?.EncryptionContextSubset),
        RetiringPrincipal = entry.RetiringPrincipal,
        Name = string.IsNullOrEmpty(entry.Name) ? null : entry.Name,
        GrantId = entry.GrantId,
    };

    private static Dictionary<string, string>? Pairs(EncryptionContext? context)
        => context is null ? null : new Dictionary<string, string>(context.Pairs, StringComparer.Ordinal);

    private static EncryptionContext? Context(Dictionary<string, string>? pairs)
        => pairs is null || pairs.Count == 0 ? null : EncryptionContext.Create([.. pairs]);
}
