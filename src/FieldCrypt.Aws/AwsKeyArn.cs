namespace FieldCrypt.Aws;

/// <summary>
/// A key ARN, <c>arn:partition:kms:region:account:key/id</c>. The replicas of a multi-Region key (<c>mrk-</c>) share
/// their id and key material, so what one Region wrapped opens in every Region that holds a replica.
/// </summary>
internal sealed record AwsKeyArn(string Partition, string Region, string Account, string KeyId)
{
    private const string Resource = "key/";
    private const int PartCount = 6;

    public bool IsMultiRegion => KeyId.StartsWith("mrk-", StringComparison.Ordinal);

    /// <summary>One text for all replicas of a multi-Region key; the ARN of any other key.</summary>
    public string AnyRegion => (IsMultiRegion ? this with { Region = "*" } : this).ToString();

    /// <summary>Reads a key's ARN; null if the text is none, or that of an alias.</summary>
    public static AwsKeyArn? Parse(string text)
    {
        bool isKey = text.Split(':', PartCount + 1) is ["arn", var partition, "kms", var region, var account, var resource]
            && resource.StartsWith(Resource, StringComparison.Ordinal)
            && IsName(partition) && IsName(region) && account.Length == 12 && account.All(char.IsAsciiDigit) && IsName(resource[Resource.Length..]);
        if (!isKey)
            return null;
        string[] parts = text.Split(':');
        return new AwsKeyArn(parts[1], parts[3], parts[4], parts[5][Resource.Length..]);
    }

    /// <summary>The key to name in a call to a Region: its own replica of a multi-Region key, any other key as it is.</summary>
    /// <param name="keyId">The key's ARN.</param>
    /// <param name="region">The system name of the client's Region; null where it has an endpoint and no Region.</param>
    public static string InRegion(string keyId, string? region)
        => Parse(keyId) is { IsMultiRegion: true } key && !string.IsNullOrEmpty(region) ? (key with { Region = region }).ToString() : keyId;

    public override string ToString() => $"arn:{Partition}:kms:{Region}:{Account}:{Resource}{KeyId}";

    private static bool IsName(string text) => text.Length is > 0 and <= 256 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
