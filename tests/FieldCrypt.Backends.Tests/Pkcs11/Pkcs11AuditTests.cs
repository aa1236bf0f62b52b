using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;

namespace FieldCrypt.Backends.Tests;

/// <summary>Every change of a token's keys is in the audit trail before it takes effect, or it does not take effect.</summary>
public sealed class Pkcs11AuditTests : IDisposable
{
    private static readonly AuditedOperation<Pkcs11KeyAdministration>[] s_operations =
    [
        new("CreateKey", static keys => keys.CreateKeyAsync()) { Method = nameof(Pkcs11KeyAdministration.CreateKeyAsync) },
        new("RotateKey", static keys => keys.RotateKeyAsync()) { Method = nameof(Pkcs11KeyAdministration.RotateKeyAsync), Prepare = static keys => keys.CreateKeyAsync() },
        new("DisableKeyVersion", static keys => keys.DisableVersionAsync("00000001")) { Method = nameof(Pkcs11KeyAdministration.DisableVersionAsync), Prepare = static keys => keys.CreateKeyAsync() },
        new("EnableKeyVersion", static keys => keys.EnableVersionAsync("00000001"))
        {
            Method = nameof(Pkcs11KeyAdministration.EnableVersionAsync),
            Prepare = static async keys =>
            {
                await keys.CreateKeyAsync();
                await keys.DisableVersionAsync("00000001");
            },
        },
        new("DestroyKeyVersion", static keys => keys.DestroyVersionAsync("00000001"))
        {
            Method = nameof(Pkcs11KeyAdministration.DestroyVersionAsync),
            Prepare = static async keys =>
            {
                await keys.CreateKeyAsync();
                await keys.RotateKeyAsync();
            },
        },
    ];

    private readonly MemoryToken _token = new();
    private readonly RefusingAuditSink _sink = new();
    private readonly Pkcs11KeyAdministration _keys;

    public Pkcs11AuditTests()
    {
        var options = new Pkcs11Options { Library = "none", TokenLabel = "memory", KeyLabel = "cards", Principal = "admin" };
        options.AuditSinks.Add(_sink);
        _keys = new Pkcs11KeyAdministration(options, _token);
    }

    public static TheoryData<int> Operations => [.. Enumerable.Range(0, s_operations.Length)];

    public void Dispose()
    {
        _keys.Dispose();
        _token.Dispose();
    }

    [Fact]
    public void Every_method_is_in_the_table_or_changes_nothing() => s_operations.ShouldCoverAllMethods(nameof(Pkcs11KeyAdministration.ListVersionsAsync));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_intent_cannot_be_written_is_not_made(int index)
    {
        AuditedOperation<Pkcs11KeyAdministration> operation = await PrepareAsync(index);
        string before = _token.State;
        _sink.Refuses = static audited => audited.Outcome == AuditOutcome.Intent;

        (await Should.ThrowAsync<FieldCryptException>(operation.Act(_keys))).Error.ShouldBe(FieldCryptError.AuditUnavailable);

        _token.State.ShouldBe(before);
        _sink.Events.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_has_an_intent_before_it_and_its_outcome_after_it(int index)
    {
        AuditedOperation<Pkcs11KeyAdministration> operation = await PrepareAsync(index);
        string before = _token.State;
        string? atIntent = null;
        _sink.Refuses = audited =>
        {
            if (audited.Outcome == AuditOutcome.Intent)
                atIntent = _token.State;
            return false;
        };

        await operation.Act(_keys);

        atIntent.ShouldBe(before);
        _token.State.ShouldNotBe(before);
        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, AuditOutcome.Success);
        _sink.Events.ShouldAllBe(static audited => audited.Principal == "admin" && audited.KeyId == "pkcs11:pkcs11:token=memory;object=cards;type=secret-key");
        _sink.Events[^1].KeyVersion.ShouldBe(operation.Operation == "RotateKey" ? "00000002" : "00000001");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_that_fails_has_an_outcome_that_names_the_error(int index)
    {
        AuditedOperation<Pkcs11KeyAdministration> operation = await PrepareAsync(index);
        _token.Failure = new Pkcs11Exception("C_SetAttributeValue", CKR.CKR_ACTION_PROHIBITED);

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_keys));

        _sink.Events.ShouldBeIntentAndOutcome(operation.Operation, exception.Error.ToString());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_change_whose_outcome_cannot_be_written_says_that_it_took_effect(int index)
    {
        AuditedOperation<Pkcs11KeyAdministration> operation = await PrepareAsync(index);
        string before = _token.State;
        _sink.Refuses = static audited => audited.Outcome != AuditOutcome.Intent;

        FieldCryptException exception = await Should.ThrowAsync<FieldCryptException>(operation.Act(_keys));

        exception.Error.ShouldBe(FieldCryptError.ChangeNotRecorded);
        exception.IsTransient.ShouldBeFalse("it must not be repeated");
        _token.State.ShouldNotBe(before);
    }

    private async Task<AuditedOperation<Pkcs11KeyAdministration>> PrepareAsync(int index)
    {
        await s_operations[index].Prepare(_keys);
        _sink.Clear();
        return s_operations[index];
    }
}
