namespace FieldCrypt.Aws;

/// <summary>A grant on a KMS key: lets a principal do some operations, under some encryption contexts (AWS KMS, Grants).</summary>
public sealed record AwsKmsGrant
{
    /// <summary>The ARN of the principal that may do the operations.</summary>
    public required string Grantee { get; init; }

    /// <summary>The operations, in KMS's own words: <c>GenerateDataKey</c>, <c>Encrypt</c>, <c>Decrypt</c>, <c>ReEncryptFrom</c>, <c>ReEncryptTo</c>, <c>DescribeKey</c>, <c>RetireGrant</c> and so on.</summary>
    public required IReadOnlyList<string> Operations { get; init; }

    /// <summary>The only encryption context under which it holds (EncryptionContextEquals); null for no such constraint.</summary>
    public EncryptionContext? ContextEquals { get; init; }

    /// <summary>What the encryption context must at least contain (EncryptionContextSubset); null for no such constraint.</summary>
    public EncryptionContext? ContextContains { get; init; }

    /// <summary>The ARN of the principal that may retire the grant; null for none.</summary>
    public string? RetiringPrincipal { get; init; }

    /// <summary>A name that makes creating the grant idempotent; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>KMS's id of the grant; empty for one not created yet.</summary>
    public string GrantId { get; init; } = "";

    /// <summary>
    /// The token by which the grantee may use the grant before it has spread (<see cref="AwsKmsOptions.GrantTokens"/>);
    /// only for a grant created a moment ago. Not secret: useless without the grantee's credentials.
    /// </summary>
    public string? GrantToken { get; init; }
}
