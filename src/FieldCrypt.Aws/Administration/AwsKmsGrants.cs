using Amazon.KeyManagementService.Model;

namespace FieldCrypt.Aws;

/// <summary>Grants between KMS's shapes and ours. What ours cannot say is told in KMS's words, never left out.</summary>
internal static class AwsKmsGrants
{
    public static CreateGrantRequest ToRequest(KeyGrantRequest grant, List<string>? grantTokens, bool dryRun) => new()
    {
        GranteePrincipal = grant.GranteePrincipal,
        Operations = [.. grant.Operations.Select(static operation => operation.ToString())],
        RetiringPrincipal = grant.RetiringPrincipal,
        Name = grant.Name.Length == 0 ? null : grant.Name,
        Constraints = grant.Constraints is not { } constraints ? null : new GrantConstraints
        {
            EncryptionContextEquals = Pairs(constraints.EncryptionContextEquals),
            EncryptionContextSubset = Pairs(constraints.EncryptionContextSubset),
        },
        GrantTokens = grantTokens,
        DryRun = dryRun ? true : null,
    };

    public static KeyGrant Made(KeyGrantRequest request, CreateGrantResponse response) => new()
    {
        GrantId = response.GrantId,
        GrantToken = response.GrantToken,
        Name = request.Name,
        GranteePrincipal = request.GranteePrincipal,
        Operations = [.. request.Operations.Order()],
        Constraints = request.Constraints,
        RetiringPrincipal = request.RetiringPrincipal,
        IssuingPrincipal = "",
        CreatedAt = null,
    };

    public static KeyGrant FromEntry(GrantListEntry entry)
    {
        var others = new List<string>();
        var operations = new List<KeyGrantOperation>();
        foreach (string operation in entry.Operations ?? [])
        {
            if (Enum.TryParse(operation, out KeyGrantOperation known))
                operations.Add(known);
            else
                others.Add($"Operation: {operation}");
        }

        var constraints = new KeyGrantConstraints
        {
            EncryptionContextEquals = Context(entry.Constraints?.EncryptionContextEquals, nameof(GrantConstraints.EncryptionContextEquals), others),
            EncryptionContextSubset = Context(entry.Constraints?.EncryptionContextSubset, nameof(GrantConstraints.EncryptionContextSubset), others),
        };
        if (Text(entry.Constraints?.SourceArn) is { } source)
            others.Add($"{nameof(GrantConstraints.SourceArn)}: {source}");
        return new KeyGrant
        {
            GrantId = entry.GrantId,
            Name = entry.Name ?? "",
            GranteePrincipal = Text(entry.GranteePrincipal) ?? entry.GranteeServicePrincipal ?? "",
            Operations = [.. operations.Order()],
            Constraints = constraints.EncryptionContextEquals is null && constraints.EncryptionContextSubset is null ? null : constraints,
            RetiringPrincipal = Text(entry.RetiringPrincipal) ?? Text(entry.RetiringServicePrincipal),
            IssuingPrincipal = entry.IssuingAccount ?? "",
            CreatedAt = AwsKeyStates.Instant(entry.CreationDate),
            OtherTerms = others.Count == 0 ? [] : others,
        };
    }

    private static Dictionary<string, string>? Pairs(EncryptionContext? context)
        => context is null ? null : new Dictionary<string, string>(context.Pairs, StringComparer.Ordinal);

    /// <summary>A constraint made by others may hold pairs that an encryption context of ours cannot.</summary>
    private static EncryptionContext? Context(Dictionary<string, string>? pairs, string constraint, List<string> others)
    {
        if (pairs is null || pairs.Count == 0)
            return null;
        try
        {
            return EncryptionContext.Create([.. pairs]);
        }
        catch (FieldCryptException)
        {
            others.Add($"{constraint}: {string.Join(", ", pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"))}");
            return null;
        }
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
