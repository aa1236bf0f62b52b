namespace FieldCrypt.Aws;

/// <summary>
/// Key ARNs, <c>arn:partition:kms:region:account:key/id</c>. The replicas of a multi-Region key (<c>mrk-</c>) share
/// their id and key material, so what one Region wrapped opens in every Region that holds a replica.
/// </summary>
internal static class AwsKeyArn
{
    private const int PartCount = 6;
    private const int RegionPart = 3;
    private const int AccountPart = 4;

    /// <summary>The key to name in a call to a Region: its own replica of a multi-Region key, any other key as it is.</summary>
    /// <param name="keyId">Key id, ARN or alias.</param>
    /// <param name="region">The system name of the client's Region; null where it has an endpoint and no Region.</param>
    public static string InRegion(string keyId, string? region)
    {
        string[] parts = keyId.Split(':', PartCount);
        bool multiRegion = parts.Length == PartCount && parts[0] == "arn" && parts[2] == "kms" && parts[5].StartsWith("key/mrk-", StringComparison.Ordinal);
        if (!multiRegion || string.IsNullOrEmpty(region))
            return keyId;
        parts[RegionPart] = region;
        return string.Join(':', parts);
    }

    /// <summary>The account in an ARN of KMS; null if the text is none.</summary>
    public static string? AccountOf(string keyId)
        => keyId.Split(':', PartCount) is { Length: PartCount } parts && parts[0] == "arn" && parts[2] == "kms" ? parts[AccountPart] : null;
}
