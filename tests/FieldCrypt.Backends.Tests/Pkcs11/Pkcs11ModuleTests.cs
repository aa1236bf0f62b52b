using System.Runtime.InteropServices;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Backends.Tests;

/// <summary>
/// A module's state is global to the process. Each test loads a copy of the file, which the loader takes for another
/// module, so that it alone uses it.
/// </summary>
[Collection(SoftHsmTests.Name)]
public sealed class Pkcs11ModuleTests : IDisposable
{
    private readonly Pkcs11Options _options;
    private readonly string _copy;
    private readonly nint _handle;
    private readonly ClearKeyCalls _witness;

    public Pkcs11ModuleTests(SoftHsm hsm)
    {
        _copy = Path.Combine(hsm.Folder, $"module-{Guid.NewGuid():N}.so");
        File.Copy(hsm.Library, _copy);
        _options = hsm.Options(SoftHsm.ModuleToken);
        _options.Library = _copy;
        _handle = NativeLibrary.Load(_copy);
        _witness = new ClearKeyCalls(_handle);
    }

    public void Dispose()
    {
        NativeLibrary.Free(_handle);
        File.Delete(_copy);
    }

    [Fact]
    public async Task Last_backend_of_several_finalizes_the_module_and_no_other()
    {
        var first = new Pkcs11Backend(_options);
        var second = new Pkcs11Backend(_options);
        await ReachAsync(first);
        await ReachAsync(second);

        first.Dispose();
        await ReachAsync(second);
        second.Dispose();

        _witness.Initialize(null).ShouldBeTrue("the module was finalized");
        using var third = new Pkcs11Backend(_options);
        await ReachAsync(third);
    }

    [Fact]
    public async Task Module_that_another_part_of_the_process_initialized_is_left_initialized()
    {
        _witness.Initialize(null).ShouldBeTrue();
        var backend = new Pkcs11Backend(_options);
        await ReachAsync(backend);
        backend.Dispose();

        _witness.Initialize(null).ShouldBeFalse("the module is still initialized");
    }

    [Fact]
    public async Task Backend_comes_back_after_another_part_of_the_process_finalized_the_module()
    {
        using var administration = new Pkcs11KeyAdministration(_options);
        await administration.CreateKeyAsync();
        using var backend = new Pkcs11Backend(_options);
        using DataKey made = await backend.GenerateDataKeyAsync(EncryptionContext.Empty, default);

        var factories = new Pkcs11InteropFactories();
        factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, _copy, AppType.MultiThreaded).Dispose();

        using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, EncryptionContext.Empty, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Link_to_the_module_is_the_same_module()
    {
        string link = _copy + ".link";
        File.CreateSymbolicLink(link, _copy);
        try
        {
            using var direct = new Pkcs11Backend(_options);
            await ReachAsync(direct);
            _options.Library = link;
            var linked = new Pkcs11Backend(_options);
            await ReachAsync(linked);
            linked.Dispose();

            await ReachAsync(direct);
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public async Task File_that_is_no_module_is_a_configuration_error_that_names_it()
    {
        _options.Library = "/nowhere/libhsm.so";
        using var backend = new Pkcs11Backend(_options);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.DescribeKeyAsync(default));

        failure.Error.ShouldBe(FieldCryptError.NotConfigured);
        failure.Message.ShouldContain("/nowhere/libhsm.so");
    }

    [Fact]
    public async Task Absent_token_is_transient_and_named()
    {
        _options.TokenLabel = "none-such";
        using var backend = new Pkcs11Backend(_options);

        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.DescribeKeyAsync(default));

        failure.Error.ShouldBe(FieldCryptError.BackendUnavailable);
        failure.IsTransient.ShouldBeTrue();
        failure.Message.ShouldContain("none-such");
    }

    // That there is no such key shows that module, token and login were reached.
    private static async Task ReachAsync(Pkcs11Backend backend)
        => (await Should.ThrowAsync<FieldCryptException>(async () => await backend.DescribeKeyAsync(default))).Error.ShouldBe(FieldCryptError.KeyNotFound);
}
