namespace FieldCrypt.Azure;

/// <summary>Key identifiers of Key Vault: <c>https://host/keys/name/version</c>.</summary>
internal static class AzureKeyId
{
    /// <summary>The identifier without version; null if the text is no https identifier of a key.</summary>
    public static string? WithoutVersion(Uri uri)
        => uri is { IsAbsoluteUri: true, Query: "", Fragment: "", UserInfo: "" } && uri.Scheme == Uri.UriSchemeHttps && uri.Segments is ["/", "keys/", _] or ["/", "keys/", _, _]
            ? $"https://{uri.Authority}/keys/{uri.Segments[2].Trim('/')}"
            : null;

    /// <summary>The version in an identifier; null if there is none.</summary>
    public static string? VersionOf(string keyId)
        => Uri.TryCreate(keyId, UriKind.Absolute, out Uri? uri) && uri.Segments is ["/", "keys/", _, var version] && IsVersion(version.Trim('/')) ? version.Trim('/') : null;

    public static bool IsVersion(string text) => text.Length is > 0 and <= 64 && text.All(char.IsAsciiLetterOrDigit);
}
