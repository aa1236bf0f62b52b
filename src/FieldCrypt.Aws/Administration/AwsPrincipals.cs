namespace FieldCrypt.Aws;

/// <summary>Names of principals as AWS knows them: ARNs, in key policies also account ids and <c>*</c>.</summary>
internal static class AwsPrincipals
{
    private const int AccountIdLength = 12;

    /// <summary>Refuses a policy that names a principal by a name of an application's own.</summary>
    public static void Check(KeyPolicy policy)
    {
        string? stranger = policy.Statements.SelectMany(static statement => statement.Principals).FirstOrDefault(static name => !IsPolicyPrincipal(name));
        if (stranger is not null)
            throw Unknown("key policy", stranger, "an ARN, an account id of 12 digits or *");
    }

    /// <summary>Refuses a grant that names a principal by anything but an ARN.</summary>
    public static void Check(KeyGrantRequest grant)
    {
        foreach (string principal in (string[])[grant.GranteePrincipal, grant.RetiringPrincipal ?? grant.GranteePrincipal])
        {
            if (!IsArn(principal))
                throw Unknown("grant", principal, "an ARN");
        }
    }

    private static bool IsPolicyPrincipal(string name) => name == "*" || IsArn(name) || (name.Length == AccountIdLength && name.All(char.IsAsciiDigit));

    private static bool IsArn(string name) => name.StartsWith("arn:", StringComparison.Ordinal);

    private static FieldCryptException Unknown(string where, string name, string expected)
        => new(FieldCryptError.InvalidArgument, $"The {where} names the principal \"{name}\", which AWS does not know by this name. Write {expected}, such as arn:aws:iam::111122223333:role/cards.");
}
