using FieldCrypt.Pkcs11;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FieldCrypt.Backends.Tests;

/// <summary>Versions of a key on a token: made, rotated, chosen, disabled, destroyed.</summary>
[Collection(SoftHsmTests.Name)]
public sealed class Pkcs11KeyTests(SoftHsm hsm) : IDisposable
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private readonly Pkcs11Options _options = hsm.Options(SoftHsm.KeyToken);
    private readonly List<IDisposable> _disposables = [];

    public void Dispose() => _disposables.ForEach(static disposable => disposable.Dispose());

    [Fact]
    public async Task Key_is_made_by_an_explicit_call_only_and_once()
    {
        Pkcs11Backend backend = Backend();
        Pkcs11KeyAdministration administration = Administration();
        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(s_context, default))).Error.ShouldBe(FieldCryptError.KeyNotFound);
        (await administration.ListVersionsAsync()).ShouldBeEmpty();
        (await Should.ThrowAsync<FieldCryptException>(() => administration.RotateKeyAsync())).Error.ShouldBe(FieldCryptError.KeyNotFound);

        (await administration.CreateKeyAsync()).ShouldBe(new Pkcs11KeyVersion($"pkcs11:token=fieldcrypt-keys;object={_options.KeyLabel};type=secret-key", "00000001", KeyState.Enabled, true));

        (await Should.ThrowAsync<FieldCryptException>(() => administration.CreateKeyAsync())).Error.ShouldBe(FieldCryptError.InvalidArgument);
    }

    [Fact]
    public async Task A_key_that_the_token_lists_only_after_a_moment_is_waited_for()
    {
        var connector = new FaultyConnector(new TokenConnector(_options)) { LooksUntilListed = 3 };
        using var administration = new Pkcs11KeyAdministration(_options, connector);

        (await administration.CreateKeyAsync()).Version.ShouldBe("00000001");

        connector.LooksUntilListed = int.MaxValue;
        FieldCryptException late = await Should.ThrowAsync<FieldCryptException>(() => administration.RotateKeyAsync());
        late.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        late.Message.ShouldContain("made version 00000002");
        late.Message.ShouldContain("ListVersionsAsync");
    }

    [Fact]
    public async Task Token_is_found_by_slot_or_serial_as_by_its_label()
    {
        Pkcs11Options options = hsm.Options(SoftHsm.KeyToken);
        using var administration = new Pkcs11KeyAdministration(options);
        await administration.CreateKeyAsync();
        using var byLabel = new Pkcs11Backend(options);
        using DataKey made = await byLabel.GenerateDataKeyAsync(s_context, default);
        (ulong slot, string serial) = hsm.Find(SoftHsm.KeyToken);

        foreach (Action<Pkcs11Options> name in (Action<Pkcs11Options>[])[o => o.SlotId = slot, o => o.TokenSerial = serial, o => (o.SlotId, o.TokenSerial) = (slot, serial)])
        {
            Pkcs11Options named = hsm.Options(SoftHsm.KeyToken);
            named.KeyLabel = options.KeyLabel;
            named.TokenLabel = null;
            name(named);
            using var backend = new Pkcs11Backend(named);
            using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, s_context, default);
            opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
        }

        // All that is named must fit.
        Pkcs11Options other = hsm.Options(SoftHsm.KeyToken);
        other.TokenSerial = "0000000000000000";
        using var absent = new Pkcs11Backend(other);
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await absent.GenerateDataKeyAsync(s_context, default));
        failure.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        failure.Message.ShouldContain("serial 0000000000000000");
    }

    [Theory]
    [InlineData("callback")]
    [InlineData("file")]
    [InlineData("environment")]
    public async Task Pin_of_each_source_logs_in(string source)
    {
        string place = source == "file" ? Path.Combine(hsm.Folder, $"pin-{Guid.NewGuid():N}") : $"FIELDCRYPT_TEST_PIN_{Guid.NewGuid():N}";
        if (source == "file")
            await File.WriteAllTextAsync(place, SoftHsm.UserPin + "\n");
        else
            Environment.SetEnvironmentVariable(place, SoftHsm.UserPin);

        // A copy of the module is logged in to by nobody else.
        Pkcs11Options options = hsm.Options(SoftHsm.KeyToken);
        options.Library = Path.Combine(hsm.Folder, $"module-{Guid.NewGuid():N}.so");
        File.Copy(hsm.Library, options.Library);
        options.Pin = source switch
        {
            "file" => Pkcs11Pin.FromFile(place),
            "environment" => Pkcs11Pin.FromEnvironment(place),
            _ => Pkcs11Pin.FromCallback(static () => System.Text.Encoding.UTF8.GetBytes(SoftHsm.UserPin)),
        };
        using (var administration = new Pkcs11KeyAdministration(options))
        {
            await administration.CreateKeyAsync();
            (await administration.ListVersionsAsync()).ShouldHaveSingleItem();
        }

        File.Delete(options.Library);
        Environment.SetEnvironmentVariable(place, null);
    }

    [Fact]
    public async Task Newest_version_wraps_unless_the_options_name_another()
    {
        Pkcs11KeyAdministration administration = Administration();
        await administration.CreateKeyAsync();
        await administration.RotateKeyAsync();
        using DataKey newest = await Backend().GenerateDataKeyAsync(s_context, default);
        _options.KeyVersion = "00000001";
        Pkcs11Backend pinned = Backend();
        using DataKey chosen = await pinned.GenerateDataKeyAsync(s_context, default);

        newest.Wrapped.KeyVersion.ShouldBe("00000002/aes-kw");
        chosen.Wrapped.KeyVersion.ShouldBe("00000001/aes-kw");
        (await pinned.UnwrapKeyAsync(newest.Wrapped, s_context, default)).Dispose();
    }

    [Fact]
    public async Task Rotation_reaches_a_session_within_the_lookup_interval()
    {
        var time = new FakeTimeProvider();
        _options.TimeProvider = time;
        _options.KeyLookupInterval = TimeSpan.FromMinutes(1);
        _options.MaximumSessions = 1;
        Pkcs11KeyAdministration administration = Administration();
        await administration.CreateKeyAsync();
        Pkcs11Backend backend = Backend();
        (await VersionAsync()).ShouldBe("00000001/aes-kw");
        await administration.RotateKeyAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        (await VersionAsync()).ShouldBe("00000001/aes-kw");
        time.Advance(TimeSpan.FromSeconds(1));
        (await VersionAsync()).ShouldBe("00000002/aes-kw");

        async Task<string> VersionAsync()
        {
            using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);
            return made.Wrapped.KeyVersion;
        }
    }

    [Fact]
    public async Task Destroying_a_version_makes_exactly_its_wrapped_keys_unreadable()
    {
        Pkcs11KeyAdministration administration = Administration();
        Pkcs11Backend backend = Backend();
        await administration.CreateKeyAsync();
        using DataKey old = await backend.GenerateDataKeyAsync(s_context, default);
        await administration.RotateKeyAsync();
        using DataKey current = await backend.GenerateDataKeyAsync(s_context, default);

        await administration.DestroyVersionAsync("00000001");

        (await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(old.Wrapped, s_context, default))).Error.ShouldBe(FieldCryptError.KeyNotFound);
        (await backend.UnwrapKeyAsync(current.Wrapped, s_context, default)).Dispose();
        (await administration.ListVersionsAsync()).Single().Version.ShouldBe("00000002");
    }

    [Fact]
    public async Task Mechanism_may_change_from_one_version_to_the_next_and_both_open()
    {
        await Administration().CreateKeyAsync();
        using DataKey byKeyWrap = await Backend().GenerateDataKeyAsync(s_context, default);
        _options.WrapMechanism = Pkcs11WrapMechanism.AesGcm;
        Pkcs11Backend backend = Backend();
        FieldCryptException wrongUse = await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(s_context, default));
        wrongUse.Error.ShouldBe(FieldCryptError.AccessDenied);

        await Administration().RotateKeyAsync();
        using DataKey byGcm = await backend.GenerateDataKeyAsync(s_context, default);

        byGcm.Wrapped.KeyVersion.ShouldBe("00000002/aes-gcm");
        (await backend.UnwrapKeyAsync(byKeyWrap.Wrapped, s_context, default)).Dispose();
        (await backend.UnwrapKeyAsync(byGcm.Wrapped, s_context, default)).Dispose();
    }

    [Theory]
    [InlineData("00000001/aes-gcm")]
    [InlineData("00000001/aes-kwp")]
    [InlineData("00000001/none")]
    [InlineData("00000001")]
    [InlineData("")]
    public async Task Changed_version_or_mechanism_opens_nothing(string version)
    {
        await Administration().CreateKeyAsync();
        Pkcs11Backend backend = Backend();
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(made.Wrapped with { KeyVersion = version }, s_context, default));

        failure.IsTransient.ShouldBeFalse(failure.ToString());
    }

    [Fact]
    public async Task Key_ring_set_up_by_services_takes_its_data_keys_from_the_token()
    {
        await Administration().CreateKeyAsync();
        await using ServiceProvider services = new ServiceCollection().AddFieldCrypt(keys => keys
            .UsePkcs11(options =>
            {
                options.Library = _options.Library;
                options.TokenLabel = _options.TokenLabel;
                options.KeyLabel = _options.KeyLabel;
                options.Pin = _options.Pin;
            })
            .UseDirectDataKeys()).BuildServiceProvider();
        KeyRing keyRing = services.GetRequiredService<KeyRing>();
        EncryptedColumn<string> column = new("Card", "Pan", s_context, ValueEncodings.String);
        byte[] envelope;
        using (RecordKey key = await keyRing.CreateRecordKeyAsync(s_context))
            envelope = column.Encrypt("4000001234567899", key);

        (await keyRing.DecryptAsync(column, envelope)).ShouldBe("4000001234567899");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("with space; and=signs/ä", "with%20space%3B%20and%3Dsigns%2F%C3%A4")]
    public void Key_id_is_a_pkcs11_uri(string label, string escaped)
    {
        string uri = KekUri.Of("token", label);

        uri.ShouldBe($"pkcs11:token=token;object={escaped};type=secret-key");
        KekUri.LabelOf(uri).ShouldBe(label);
        KekUri.LabelOf("arn:aws:kms:us-east-1:1:key/2").ShouldBeNull();
    }

    [Fact]
    public void Missing_options_are_refused_at_once()
    {
        Should.Throw<FieldCryptException>(static () => new Pkcs11Backend(new Pkcs11Options())).Error.ShouldBe(FieldCryptError.NotConfigured);
        _options.MaximumSessions = 0;
        Should.Throw<FieldCryptException>(() => new Pkcs11Backend(_options)).Message.ShouldContain(nameof(Pkcs11Options.MaximumSessions));
    }

    private Pkcs11Backend Backend() => Kept(new Pkcs11Backend(_options));

    private Pkcs11KeyAdministration Administration() => Kept(new Pkcs11KeyAdministration(_options));

    private T Kept<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }
}
