namespace FieldCrypt.Tests.EmbeddedKeys;

/// <summary>Each source of a root key opens its store; a wrong, missing or unfit one is refused without telling a secret.</summary>
public sealed class RootKeyTests : StoreTest
{
    private const string Passphrase = "correct horse battery staple";
    private const string Variable = "FIELDCRYPT_TEST_ROOT_KEY";

    private static readonly string s_variableValue = Convert.ToBase64String(Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray());

    [Fact]
    public async Task The_right_passphrase_opens_and_a_wrong_one_does_not()
    {
        string keyId;
        using (EmbeddedKeyStore store = Open(With(Passphrase)))
            keyId = (await store.DescribeKeyAsync(Alias)).KeyId;
        using (EmbeddedKeyStore store = Open(With(Passphrase)))
            (await store.DescribeKeyAsync(Alias)).KeyId.ShouldBe(keyId);

        FieldCryptException exception = OpenFails(FieldCryptError.KeyStoreRootKeyWrong, With("a wrong passphrase"));
        exception.Message.ShouldContain("not opened by a passphrase");
        exception.ToString().ShouldNotContain("a wrong passphrase");
        File.Exists(Folder.KeyFilePath).ShouldBeFalse();
    }

    [Fact]
    public void A_passphrase_may_come_as_characters_that_the_caller_zeroes()
    {
        char[] characters = Passphrase.ToCharArray();
        RootKeySource[] sources = [.. Enumerable.Range(0, 2).Select(_ => RootKeySource.FromPassphrase(characters.AsSpan(), PassphraseRootKey.MinimumIterations))];
        Array.Clear(characters);

        CreateStore(options => options.RootKey = sources[0]);
        CreateStore(options => options.RootKey = sources[1]);
        CreateStore(With(Passphrase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("seven77")]
    public void A_passphrase_that_is_too_short_is_refused(string passphrase)
    {
        FieldCryptException exception = OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable, With(passphrase));
        exception.Message.ShouldContain("shorter than 8");
        if (passphrase.Length > 0)
            exception.ToString().ShouldNotContain(passphrase);
        Directory.GetFiles(Folder.Root).ShouldNotContain(StorePath);
    }

    [Fact]
    public void A_passphrase_callback_that_fails_is_told_as_such()
        => OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable, options => options.UsePassphrase(static () => throw new InvalidOperationException("vault is away")))
            .InnerException.ShouldBeOfType<InvalidOperationException>();

    [Theory]
    [InlineData(209_999)]
    [InlineData(10_000_001)]
    public void Iterations_out_of_range_are_refused(int iterations)
        => Should.Throw<FieldCryptException>(() => RootKeySource.FromPassphrase(static () => Passphrase, iterations)).Error.ShouldBe(FieldCryptError.InvalidArgument);

    [Fact]
    public void An_environment_variable_opens_its_store()
    {
        Environment.SetEnvironmentVariable(Variable, s_variableValue);
        CreateStore(static options => options.UseEnvironmentVariable(Variable));
        CreateStore(static options => options.UseEnvironmentVariable(Variable));

        Environment.SetEnvironmentVariable(Variable, Convert.ToBase64String(new byte[32]));
        OpenFails(FieldCryptError.KeyStoreRootKeyWrong, static options => options.UseEnvironmentVariable(Variable)).Message.ShouldContain(Variable);
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("not base64 !", "32 bytes in base64")]
    [InlineData("c2hvcnQ=", "32 bytes in base64")]
    public void An_environment_variable_that_is_missing_or_malformed_is_refused(string? value, string expected)
    {
        Environment.SetEnvironmentVariable(Variable, value);
        FieldCryptException exception = OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable, static options => options.UseEnvironmentVariable(Variable));
        exception.Message.ShouldContain(expected);
        exception.Message.ShouldContain("openssl rand -base64 32");
        if (value is not null)
            exception.ToString().ShouldNotContain(value);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_key_file_that_others_may_use_is_refused(UnixFileMode others)
    {
        CreateStore();
        if (OperatingSystem.IsWindows())
            return; // Windows has no such file modes.
        File.SetUnixFileMode(Folder.KeyFilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        FieldCryptException exception = OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable);

        exception.Message.ShouldContain($"chmod 600 \"{Folder.KeyFilePath}\"");
        exception.ToString().ShouldNotContain(File.ReadAllText(Folder.KeyFilePath).Split('\n')[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("AAAA\n")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    public void A_key_file_without_a_key_is_refused(string content)
    {
        CreateStore();
        File.WriteAllText(Folder.KeyFilePath, content);

        OpenFails(FieldCryptError.KeyStoreRootKeyUnavailable).Message.ShouldContain("holds no root key");
    }

    [Fact]
    public void A_source_of_another_kind_is_told_by_name()
    {
        CreateStore(With(Passphrase));
        OpenFails(FieldCryptError.KeyStoreRootKeyWrong).Message.ShouldContain("kind \"passphrase\", not by the key file");
    }

    [Fact]
    public async Task Changing_the_root_key_keeps_every_key_and_leaves_the_old_one_powerless()
    {
        byte[] ciphertext;
        BranchKeyRecord branchKey;
        using (EmbeddedKeyStore store = Open())
        {
            ciphertext = await store.EncryptAsync(Alias, new byte[] { 7 }, Finance);
            await store.RotateKeyAsync(Alias);
            branchKey = BranchKeyStoreTests.Record(Finance, 1);
            await store.BranchKeys.TryPutAsync(branchKey);

            await store.ChangeRootKeyAsync(RootKeySource.FromPassphrase(static () => Passphrase));

            using KeyMaterial plaintext = await store.DecryptAsync(ciphertext, Finance);
            plaintext.Span.ToArray().ShouldBe([7]);
        }

        OpenFails(FieldCryptError.KeyStoreRootKeyWrong);
        using EmbeddedKeyStore reopened = Open(With(Passphrase));
        using KeyMaterial again = await reopened.DecryptAsync(ciphertext, Finance);
        again.Span.ToArray().ShouldBe([7]);
        (await reopened.DescribeKeyAsync(Alias)).CurrentVersion.ShouldBe(2);
        (await reopened.BranchKeys.FindAsync(branchKey.Id, CancellationToken.None)).ShouldNotBeNull().Key.Context.ShouldBe(Finance);
    }

    [Fact]
    public async Task Changing_to_a_key_file_makes_it()
    {
        using (EmbeddedKeyStore store = Open(With(Passphrase)))
            await store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder.KeyFilePath));
        CreateStore();
    }

    [Fact]
    public async Task A_process_that_has_the_store_open_learns_of_a_changed_root_key()
    {
        using EmbeddedKeyStore first = Open();
        using EmbeddedKeyStore second = Open();
        await first.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder["new.key"]));

        (await FailsAsync(FieldCryptError.KeyStoreRootKeyWrong, () => second.CreateKeyAsync())).Message.ShouldContain("last changed with");
    }

    [Fact]
    public async Task Nobody_else_waits_while_a_passphrase_is_asked_for()
    {
        CreateStore(With(Passphrase));
        using EmbeddedKeyStore other = Open(With(Passphrase));
        await other.ListKeysAsync();
        CreateStore(options => options.RootKey = RootKeySource.FromPassphrase(
            () =>
            {
                other.CreateKeyAsync().GetAwaiter().GetResult();
                return Passphrase;
            },
            PassphraseRootKey.MinimumIterations));
        (await other.ListKeysAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_made_stops_the_change()
    {
        using EmbeddedKeyStore store = Open();
        (await FailsAsync(FieldCryptError.KeyStoreRootKeyUnavailable, () => store.ChangeRootKeyAsync(RootKeySource.FromKeyFile(Folder["nowhere/new.key"]))))
            .Message.ShouldContain("nowhere/new.key cannot be made");
        await store.CreateKeyAsync();
    }

    [Fact]
    public async Task A_root_key_change_that_fails_changes_nothing()
    {
        using (EmbeddedKeyStore store = Open())
        {
            await FailsAsync(FieldCryptError.KeyStoreRootKeyUnavailable, () => store.ChangeRootKeyAsync(RootKeySource.FromPassphrase(static () => "short")));
            await store.CreateKeyAsync();
        }

        CreateStore();
    }

    [Fact]
    public async Task Disposal_zeroes_the_root_key()
    {
        EmbeddedKeyStore store = Open();
        await store.CreateKeyAsync();
        IReadOnlyList<KeyMaterial> material = store.Catalogue.Root.ShouldNotBeNull().Material;
        byte[][] buffers = [.. material.Select(static key => key.Buffer)];
        buffers.ShouldAllBe(static buffer => buffer.Any(static value => value != 0));

        await store.DisposeAsync();
        store.Dispose();

        buffers.ShouldAllBe(static buffer => buffer.All(static value => value == 0));
        await Should.ThrowAsync<ObjectDisposedException>(() => store.CreateKeyAsync());
    }

    private static Action<EmbeddedKeyStoreOptions> With(string passphrase)
        => options => options.RootKey = RootKeySource.FromPassphrase(() => passphrase, PassphraseRootKey.MinimumIterations);
}
