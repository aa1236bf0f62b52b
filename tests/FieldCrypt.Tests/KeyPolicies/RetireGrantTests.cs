namespace FieldCrypt.Tests.KeyPolicies;

/// <summary>The grant decides who retires it; <c>kms:RetireGrant</c> in a key policy has no effect, as AWS KMS documents it.</summary>
public sealed class RetireGrantTests : IDisposable
{
    private const string Key = KeyStoreAs.Key;

    private readonly KeyStoreAs _as = new();
    private readonly EmbeddedKeyStore _admin;

    public RetireGrantTests() => _admin = _as.Open("admin");

    public void Dispose() => _as.Dispose();

    [Theory]
    [InlineData("kms:RetireGrant")]
    [InlineData("kms:*")]
    [InlineData("*")]
    public async Task A_policy_that_allows_it_lets_nobody_retire_a_grant(string action)
    {
        KeyGrant grant = await GrantAsync(retiring: "scheduler");
        await PutAsync(new KeyPolicyStatement { Principals = ["mallory", "admin"], Actions = [action] });

        foreach (string principal in (string[])["mallory", "admin", "worker"])
        {
            var denied = await Should.ThrowAsync<FieldCryptException>(_as.Open(principal).RetireGrantAsync(Key, grant.GrantId));
            denied.Error.ShouldBe(FieldCryptError.AccessDenied);
            denied.Message.ShouldContain("scheduler");
            denied.Message.ShouldContain("kms:RevokeGrant");
        }

        (await _admin.ListGrantsAsync(Key)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_policy_that_denies_it_keeps_nobody_from_retiring_a_grant()
    {
        KeyGrant byRetiring = await GrantAsync(retiring: "scheduler");
        KeyGrant byGrantee = await GrantAsync(retiring: null, KeyGrantOperation.Decrypt, KeyGrantOperation.RetireGrant);
        await PutAsync(new KeyPolicyStatement { Effect = KeyPolicyEffect.Deny, Principals = ["scheduler", "worker"], Actions = ["kms:*"] });

        await _as.Open("scheduler").RetireGrantAsync(Key, byRetiring.GrantId);
        await _as.Open("worker").RetireGrantAsync(Key, byGrantee.GrantId);

        (await _admin.ListGrantsAsync(Key)).ShouldBeEmpty();
    }

    private Task<KeyGrant> GrantAsync(string? retiring, params KeyGrantOperation[] operations)
        => _admin.CreateGrantAsync(Key, new KeyGrantRequest { GranteePrincipal = "worker", RetiringPrincipal = retiring, Operations = operations.Length == 0 ? [KeyGrantOperation.Decrypt] : operations });

    private Task PutAsync(KeyPolicyStatement statement)
        => _admin.PutKeyPolicyAsync(Key, new KeyPolicy(new KeyPolicyStatement { Principals = ["admin"], Actions = ["kms:*"] }, statement));
}
