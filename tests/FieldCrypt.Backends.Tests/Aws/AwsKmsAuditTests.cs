using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

/// <summary>Every change of KMS keys is in the audit trail before it is sent, or it is not sent.</summary>
public sealed class AwsKmsAuditTests : IDisposable
{
    private const string Arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private static readonly KeyGrantRequest s_grant = new() { GranteePrincipal = "arn:aws:iam::111122223333:role/app", Operations = [KeyGrantOperation.Decrypt] };

    private static readonly AuditedOperation<AwsKmsAdministration>[] s_operations =
    [
        new("CreateKey", static kms => kms.CreateKeyAsync("cards")) { Method = nameof(AwsKmsAdministration.CreateKeyAsync) },
        new("CreateAlias", static kms => kms.CreateKeyAsync("cards")),
        new("RotateKeyOnDemand", static kms => kms.RotateNowAsync()) { Method = nameof(AwsKmsAdministration.RotateNowAsync) },
        new("EnableKeyRotation", static kms => kms.EnableRotationAsync()) { Method = nameof(AwsKmsAdministration.EnableRotationAsync) },
        new("DisableKey", static kms => kms.DisableKeyAsync()) { Method = nameof(AwsKmsAdministration.DisableKeyAsync) },
        new("EnableKey", static kms => kms.EnableKeyAsync()) { Method = nameof(AwsKmsAdministration.EnableKeyAsync) },
        new("ScheduleKeyDeletion", static kms => kms.ScheduleDeletionAsync()) { Method = nameof(AwsKmsAdministration.ScheduleDeletionAsync) },
        new("CancelKeyDeletion", static kms => kms.CancelDeletionAsync()) { Method = nameof(AwsKmsAdministration.CancelDeletionAsync) },
        new("PutKeyPolicy", static kms => kms.PutKeyPolicyAsync(Arn, Policy())) { Method = nameof(AwsKmsAdministration.PutKeyPolicyAsync) },
        new("PutKeyPolicy", static kms => kms.PutKeyPolicyJsonAsync(Arn, "{}")) { Method = nameof(AwsKmsAdministration.PutKeyPolicyJsonAsync) },
        new("CreateGrant", static kms => kms.CreateGrantAsync(Arn, s_grant)) { Method = nameof(AwsKmsAdministration.CreateGrantAsync) },
        new("RetireGrant", static kms => kms.RetireGrantAsync(Arn, "grant")) { Method = nameof(AwsKmsAdministration.RetireGrantAsync) },
        new("RetireGrant", static kms => kms.RetireGrantByTokenAsync("token")) { Method = nameof(AwsKmsAdministration.RetireGrantByTokenAsync) },
        new("RevokeGrant", static kms => kms.RevokeGrantAsync(Arn, "grant")) { Method = nameof(AwsKmsAdministration.RevokeGrantAsync) },
    ];

    // An endpoint that does not know DryRun makes the change.
    private static readonly AuditedOperation<AwsKmsAdministration>[] s_dryRuns =
    [
        new("DryRunCreateGrant", static kms => kms.DryRunCreateGrantAsync(Arn, s_grant)) { Method = nameof(AwsKmsAdministration.DryRunCreateGrantAsync) },
        new("DryRunRetireGrant", static kms => kms.DryRunRetireGrantAsync(Arn, "grant")) { Method = nameof(AwsKmsAdministration.DryRunRetireGrantAsync) },
        new("DryRunRevokeGrant", static kms => kms.DryRunRevokeGrantAsync(Arn, "grant")) { Method = nameof(AwsKmsAdministration.DryRunRevokeGrantAsync) },
    ];

    private readonly RefusingAuditSink _sink = new();
    private readonly List<string> _sent = [];
    private readonly AwsKmsAdministration _kms;
    private bool _creates;
    private Func<string, Exception?> _failure = static _ => null;

    public AwsKmsAuditTests()
    {
        var options = new AwsKmsOptions { KeyId = "alias/cards", Client = KmsClientStub.Create("eu-west-1", Answer), Principal = "admin" };
        options.AuditSinks.Add(_sink);
        _kms = new AwsKmsAdministration(options);
    }

    public static TheoryData<int> Operations => [.. Enumerable.Range(0, s_operations.Length)];

    public static TheoryData<int> DryRuns => [.. Enumerable.Range(0, s_dryRuns.Length)];

    public void Dispose() => _kms.Dispose();

    [Fact]
    public void Every_method_is_in_the_table_or_changes_nothing()
        => s_operations.Concat(s_dryRuns).ShouldCoverAllMethods(nameof(AwsKmsAdministration.GetKeyPolicyAsync), nameof(AwsKmsAdministration.GetKeyPolicyJsonAsync), nameof(AwsKmsAdministration.ListGrantsAsync));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_intent_cannot_be_written_is_not_sent(int index)
    {
        AuditedOperation<AwsKmsAdministration> operation = Take(index);
        _sink.Refuses = audited => audited.Operation == operation.Operation && audited.Outcome == AuditOutcome.Intent;

        (await Should.ThrowAsync<FieldCryptException>(operation.Act(_kms))).Error.ShouldBe(FieldCryptError.AuditUnavailable);

        _sent.ShouldNotContain(operation.Operation);
        _sink.Events.ShouldNotContain(audited => audited.Operation == operation.Operation);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_has_an_intent_before_it_and_its_outcome_after_it(int index)
    {
        AuditedOperation<AwsKmsAdministration> operation = Take(index);
        bool sentBefore = false;
        _sink.Refuses = audited =>
        {
            sentBefore |= audited.Operation == operation.Operation && audited.Outcome == AuditOutcome.Intent && _sent.Contains(operation.Operation);
            return false;
        };

        await operation.Act(_kms);

        sentBefore.ShouldBeFalse();
        _sent.ShouldContain(operation.Operation);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Success);
        _sink.Events.ShouldAllBe(static audited => audited.Principal == "admin" && audited.KeyId.StartsWith("aws-kms:"));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_that_fails_has_an_outcome_that_names_the_error(int index)
    {
        AuditedOperation<AwsKmsAdministration> operation = Take(index);
        _failure = sent => sent == operation.Operation ? new DisabledException("disabled") : null;

        (await Should.ThrowAsync<FieldCryptException>(operation.Act(_kms))).Error.ShouldBe(FieldCryptError.KeyDisabled);

        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, nameof(FieldCryptError.KeyDisabled));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_outcome_cannot_be_written_says_that_it_took_effect(int index)
    {
        AuditedOperation<AwsKmsAdministration> operation = Take(index);
        _sink.Refuses = audited => audited.Operation == operation.Operation && audited.Outcome != AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_kms));

        exception.Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        exception.IsTransient.ShouldBeFalse("it must not be repeated");
        _sent.ShouldContain(operation.Operation);
    }

    [Theory]
    [MemberData(nameof(DryRuns))]
    public async Task A_dry_run_changes_nothing_and_where_the_endpoint_does_not_know_it_that_is_recorded(int index)
    {
        AuditedOperation<AwsKmsAdministration> operation = s_dryRuns[index];
        _failure = sent => operation.Operation == $"DryRun{sent}" ? new DryRunOperationException("would succeed") : null;
        await operation.Act(_kms);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Unchanged);

        _sink.Clear();
        _failure = static _ => null;
        (await Should.ThrowAsync<FieldCryptException>(operation.Act(_kms))).Error.ShouldBe(FieldCryptError.InvalidArgument);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, nameof(FieldCryptError.InvalidArgument));
    }

    private AuditedOperation<AwsKmsAdministration> Take(int index)
    {
        _creates = s_operations[index].Operation is "CreateKey" or "CreateAlias";
        return s_operations[index];
    }

    private static KeyPolicy Policy() => new(new KeyPolicyStatement { Sid = "all", Principals = ["arn:aws:iam::111122223333:root"], Actions = ["kms:*"] });

    private AmazonWebServiceResponse Answer(AmazonWebServiceRequest request)
    {
        string sent = request.GetType().Name[..^"Request".Length];
        if (_failure(sent) is { } failure)
            throw failure;
        _sent.Add(sent);
        var key = new KeyMetadata { KeyId = Arn[(Arn.LastIndexOf('/') + 1)..], Arn = Arn };
        return request switch
        {
            DescribeKeyRequest when _creates && !_sent.Contains("CreateKey") => throw new NotFoundException("no such alias"),
            DescribeKeyRequest => new DescribeKeyResponse { KeyMetadata = key },
            CreateKeyRequest => new CreateKeyResponse { KeyMetadata = key },
            CreateGrantRequest => new CreateGrantResponse { GrantId = "grant", GrantToken = "token" },
            _ => (AmazonWebServiceResponse)Activator.CreateInstance(request.GetType().Assembly.GetType(request.GetType().FullName![..^"Request".Length] + "Response")!)!,
        };
    }
}
