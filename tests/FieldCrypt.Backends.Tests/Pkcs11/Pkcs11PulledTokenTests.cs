using System.Text;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Backends.Tests;

/// <summary>A token that is absent, reset or logged out under the backend. Each test loads a copy of the module for itself.</summary>
[Collection(SoftHsmTests.Name)]
public sealed class Pkcs11PulledTokenTests : IDisposable
{
    private static readonly EncryptionContext s_context = EncryptionContext.Parse("Department=finance");
    private readonly SoftHsm _hsm;
    private readonly Pkcs11Options _options;
    private readonly string _token;
    private readonly string _away;

    public Pkcs11PulledTokenTests(SoftHsm hsm)
    {
        _hsm = hsm;
        _options = hsm.Options(SoftHsm.PulledToken);
        _options.Library = Path.Combine(hsm.Folder, $"module-{Guid.NewGuid():N}.so");
        File.Copy(hsm.Library, _options.Library);
        _token = TokenFolder(SoftHsm.PulledToken);
        _away = Path.Combine(hsm.Folder, "pulled");
    }

    public void Dispose() => File.Delete(_options.Library);

    [Fact]
    public async Task Token_absent_at_the_start_is_found_once_it_is_put_in()
    {
        using (var administration = new Pkcs11KeyAdministration(_options))
            await administration.CreateKeyAsync();
        Directory.Move(_token, _away);
        using var backend = new Pkcs11Backend(_options);
        FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.GenerateDataKeyAsync(s_context, default));
        failure.Error.ShouldBe(FieldCryptError.BackendUnavailable, failure.ToString());

        Directory.Move(_away, _token);

        (await OnceBackAsync(() => backend.GenerateDataKeyAsync(s_context, default))).Dispose();
    }

    [Fact]
    public async Task Token_pulled_under_a_running_process_gives_no_wrong_key_and_works_again_once_it_is_put_back()
    {
        using (var administration = new Pkcs11KeyAdministration(_options))
            await administration.CreateKeyAsync();
        using var backend = new Pkcs11Backend(_options);
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        // As many sessions as there may be.
        foreach (DataKey other in await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => backend.GenerateDataKeyAsync(s_context, default).AsTask())))
            other.Dispose();

        Directory.Move(_token, _away);
        for (int i = 0; i < 3; i++)
        {
            FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(async () => await backend.UnwrapKeyAsync(made.Wrapped, s_context, default));
            failure.IsTransient.ShouldBeTrue(failure.ToString());
        }

        Directory.Move(_away, _token);
        using KeyMaterial opened = await OnceBackAsync(() => backend.UnwrapKeyAsync(made.Wrapped, s_context, default));
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Sessions_closed_under_the_backend_as_by_a_reset_are_made_anew()
    {
        using var administration = new Pkcs11KeyAdministration(_options);
        await administration.CreateKeyAsync();
        using var backend = new Pkcs11Backend(_options);
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        WithSlot(static slot => slot.CloseAllSessions());

        using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, s_context, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    [Fact]
    public async Task Login_ended_by_another_part_of_the_process_is_made_anew()
    {
        using var administration = new Pkcs11KeyAdministration(_options);
        await administration.CreateKeyAsync();
        using var backend = new Pkcs11Backend(_options);
        using DataKey made = await backend.GenerateDataKeyAsync(s_context, default);

        WithSlot(static slot =>
        {
            using ISession session = slot.OpenSession(SessionType.ReadOnly);
            session.Logout();
        });

        using KeyMaterial opened = await backend.UnwrapKeyAsync(made.Wrapped, s_context, default);
        opened.Span.ToArray().ShouldBe(made.Plaintext.Span.ToArray());
    }

    /// <summary>As an application does: a transient failure is tried again. SoftHSM may need a moment to see its folder.</summary>
    private static async Task<T> OnceBackAsync<T>(Func<ValueTask<T>> call)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (FieldCryptException exception) when (exception.IsTransient && attempt < 20)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private void WithSlot(Action<ISlot> act)
    {
        Pkcs11Module module = Pkcs11Module.Acquire(_options.Library, null);
        act(TokenSlot.Of(module.Library, SoftHsm.PulledToken));
        module.Release();
    }

    private string TokenFolder(string label) => Directory.GetDirectories(Path.Combine(_hsm.Folder, "tokens"))
        .Single(folder => File.ReadAllBytes(Path.Combine(folder, "token.object")).AsSpan().IndexOf(Encoding.ASCII.GetBytes(label)) >= 0);
}
