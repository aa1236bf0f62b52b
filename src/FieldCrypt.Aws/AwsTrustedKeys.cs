using System.Collections.Concurrent;

namespace FieldCrypt.Aws;

/// <summary>
/// Which KMS keys may open a stored wrapped key: the configured one, those of <see cref="AwsKmsOptions.AdditionalKeys"/>, and
/// those of <see cref="AwsKmsOptions.TrustedAccounts"/> in the client's Region. Where the configured key is an alias or a key
/// id, KMS says which ARN that is: in each answer to a call of ours, and otherwise by DescribeKey. Thread-safe.
/// </summary>
internal sealed class AwsTrustedKeys
{
    /// <summary>How often KMS is asked anew for which key an alias stands, so that planted key ids cost no call each.</summary>
    private static readonly TimeSpan s_lookupInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, byte> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _accounts;
    private readonly string? _region;
    private readonly bool _isArn;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _lookup = new(1);
    private long _askAt;

    /// <param name="options">Key id, additional keys, trusted accounts, clock.</param>
    /// <param name="region">The client's Region; null where it has an endpoint and no Region.</param>
    public AwsTrustedKeys(AwsKmsOptions options, string? region)
    {
        _accounts = [.. options.TrustedAccounts];
        _time = options.TimeProvider;
        _askAt = _time.GetTimestamp();
        foreach (string account in _accounts)
            FieldCryptException.ThrowUnlessValid(account.Length == 12 && account.All(char.IsAsciiDigit), "AwsKmsOptions.TrustedAccounts", "accounts of 12 digits");
        foreach (string key in options.AdditionalKeys)
            Add(AwsKeyArn.Parse(key) ?? throw new FieldCryptException(FieldCryptError.NotConfigured, $"AwsKmsOptions.AdditionalKeys holds \"{key}\", which is no key ARN (arn:aws:kms:REGION:ACCOUNT:key/ID). An alias would let whoever moves it decide."));
        if (AwsKeyArn.Parse(options.KeyId) is { } configured)
        {
            _isArn = true;
            Add(configured);
            region ??= configured.Region;
        }

        _region = region;
    }

    public KeyTrust Of(string keyId)
    {
        if (AwsKeyArn.Parse(keyId) is not { } key)
            return KeyTrust.NotTrusted;
        if (_keys.ContainsKey(key.AnyRegion) || (_accounts.Contains(key.Account) && (key.IsMultiRegion || key.Region == _region)))
            return KeyTrust.Trusted;
        return _isArn || _time.GetTimestamp() < Volatile.Read(ref _askAt) ? KeyTrust.NotTrusted : KeyTrust.NotYetKnown;
    }

    /// <summary>Learns a key that KMS itself named in its answer to a call under the configured key.</summary>
    public void Learn(string arn)
    {
        if (AwsKeyArn.Parse(arn) is { } key)
            Add(key);
    }

    /// <summary>As <see cref="Of"/>, where need be after asking KMS for which key the configured name stands now.</summary>
    /// <param name="keyId">The key that stored data names.</param>
    /// <param name="describe">Asks KMS for the ARN.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<bool> TrustsAsync(string keyId, Func<CancellationToken, ValueTask<string>> describe, CancellationToken cancellationToken)
    {
        if (Of(keyId) is var known and not KeyTrust.NotYetKnown)
            return known == KeyTrust.Trusted;
        await _lookup.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Of(keyId) == KeyTrust.NotYetKnown)
            {
                Learn(await describe(cancellationToken).ConfigureAwait(false));
                Volatile.Write(ref _askAt, _time.GetTimestamp() + (long)(s_lookupInterval.TotalSeconds * _time.TimestampFrequency));
            }

            return Of(keyId) == KeyTrust.Trusted;
        }
        finally
        {
            _lookup.Release();
        }
    }

    private void Add(AwsKeyArn key) => _keys.TryAdd(key.AnyRegion, 0);
}
