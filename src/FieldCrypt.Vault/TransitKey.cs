namespace FieldCrypt.Vault;

/// <summary>A Transit key: where its engine is mounted, and its name. Its id is <c>MOUNT/keys/NAME</c>.</summary>
internal sealed record TransitKey(string Mount, string Name)
{
    private const string Separator = "/keys/";

    /// <summary>Reads a key's id; null if it is none, or would lead to another path of the server.</summary>
    public static TransitKey? Parse(string keyId)
    {
        int at = keyId.LastIndexOf(Separator, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var key = new TransitKey(keyId[..at], keyId[(at + Separator.Length)..]);
        return key.Mount.Split('/').All(IsName) && IsName(key.Name) ? key : null;
    }

    public override string ToString() => $"{Mount}{Separator}{Name}";

    private static bool IsName(string text) => text.Length is > 0 and <= 255 && text.Any(char.IsAsciiLetterOrDigit)
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
