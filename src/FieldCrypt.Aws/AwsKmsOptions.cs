using Amazon.KeyManagementService;
using Amazon.Runtime;

namespace FieldCrypt.Aws;

/// <summary>The settings of <see cref="AwsKmsBackend"/>. Everything left alone is found by the AWS SDK as in any AWS program.</summary>
public sealed class AwsKmsOptions
{
    /// <summary>
    /// The KMS key that wraps: key id, key ARN, alias name (<c>alias/cards</c>) or alias ARN, also of a multi-Region key.
    /// It is a symmetric encryption key.
    /// </summary>
    public string KeyId { get; set; } = "";

    /// <summary>
    /// The client to use, which the caller disposes. By default an <see cref="IAmazonKeyManagementService"/> of the
    /// application's services if there is one, otherwise one is made of the settings below.
    /// </summary>
    public IAmazonKeyManagementService? Client { get; set; }

    /// <summary>The credentials; null takes the SDK's own chain (environment, profile, container, instance).</summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>
    /// Changes the SDK's client settings, such as Region, endpoint (<c>ServiceURL</c>, FIPS, dual stack) and proxy. By
    /// default Region and endpoint come from the SDK's environment variables and profile. The SDK's own retries are off
    /// (<see cref="ClientConfig.MaxErrorRetry"/> is 0), because <see cref="Resilience"/> does them.
    /// </summary>
    public Action<AmazonKeyManagementServiceConfig>? ConfigureClient { get; set; }

    /// <summary>Grant tokens sent with every call, for grants made a moment ago; at most 10.</summary>
    public IList<string> GrantTokens { get; } = [];

    /// <summary>
    /// ARNs of other KMS keys whose wrapped keys are opened: the key that an alias stood for before it was moved to another
    /// one, or the key used before <see cref="KeyId"/>. Stored data names keys; nothing is sent to a key that is neither here
    /// nor <see cref="KeyId"/> nor in a trusted account. A replica of a multi-Region key is the same key.
    /// </summary>
    public IList<string> AdditionalKeys { get; } = [];

    /// <summary>
    /// Accounts (12 digits) all of whose keys in the client's Region may open wrapped keys, as far as IAM lets them; for those
    /// who move between many keys. Empty by default. Prefer <see cref="AdditionalKeys"/>: whoever may encrypt under any key of
    /// such an account, and can write to the database or the branch key store, can make a key of his own be used.
    /// </summary>
    public IList<string> TrustedAccounts { get; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Retries, attempt timeout and circuit breaker.</summary>
    public KeyBackendResilience Resilience { get; set; } = new();

    /// <summary>Where <see cref="AwsKmsAdministration"/> records its changes, beside CloudTrail. A key ring's uses are recorded by the key ring.</summary>
    public IList<IAuditSink> AuditSinks { get; } = [];

    /// <summary>Who administers, for the audit trail; null takes the default of a key ring. KMS itself knows the caller by its credentials.</summary>
    public string? Principal { get; set; }
}
