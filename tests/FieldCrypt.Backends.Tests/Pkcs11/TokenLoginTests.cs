using System.Text;
using FieldCrypt.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FieldCrypt.Backends.Tests;

/// <summary>When a login is tried at all, by the flags of the token.</summary>
public sealed class TokenLoginTests
{
    private readonly HashSet<string> _flags = ["get_LoginRequired", "get_UserPinInitialized"];
    private readonly TokenLogin _login = new();
    private CKS _state = CKS.CKS_RW_PUBLIC_SESSION;
    private int _logins;
    private CKR? _refusal;

    [Theory]
    [InlineData("get_UserPinFinalTry", "one wrong PIN more")]
    [InlineData("get_UserPinLocked", "locked")]
    public void Token_that_is_or_would_be_locked_is_left_alone(string flag, string why)
    {
        _flags.Add(flag);

        FieldCryptException failure = Should.Throw<FieldCryptException>(() => LogIn("1234"));

        failure.Error.ShouldBe(FieldCryptError.AccessDenied);
        failure.Message.ShouldContain(why);
        _logins.ShouldBe(0);
    }

    [Fact]
    public void Missing_pin_is_not_sent_unless_the_token_has_a_keypad()
    {
        Should.Throw<FieldCryptException>(() => LogIn("")).Error.ShouldBe(FieldCryptError.AccessDenied);
        _logins.ShouldBe(0);

        _flags.Add("get_ProtectedAuthenticationPath");
        LogIn("");
        _logins.ShouldBe(1);
    }

    [Fact]
    public void Login_that_is_there_or_not_needed_is_not_made_again()
    {
        _state = CKS.CKS_RW_USER_FUNCTIONS;
        LogIn("1234");
        _state = CKS.CKS_RW_PUBLIC_SESSION;
        _flags.Remove("get_LoginRequired");
        LogIn("1234");

        _logins.ShouldBe(0);
    }

    [Theory]
    [InlineData(CKR.CKR_PIN_INCORRECT)]
    [InlineData(CKR.CKR_PIN_LEN_RANGE)]
    public void Refused_pin_is_sent_once_and_another_one_is_sent(CKR refusal)
    {
        _refusal = refusal;
        for (int i = 0; i < 10; i++)
            Should.Throw<FieldCryptException>(() => LogIn("wrong")).Error.ShouldBe(FieldCryptError.AccessDenied);
        _logins.ShouldBe(1);

        _refusal = null;
        LogIn("right");
        _logins.ShouldBe(2);
    }

    [Fact]
    public void Faster_login_of_another_part_of_the_process_is_as_good()
    {
        _refusal = CKR.CKR_USER_ALREADY_LOGGED_IN;

        LogIn("1234");

        _logins.ShouldBe(1);
    }

    [Fact]
    public void Pin_that_was_not_refused_but_not_judged_is_sent_again()
    {
        _refusal = CKR.CKR_DEVICE_ERROR;
        Should.Throw<Pkcs11Exception>(() => LogIn("1234"));

        _refusal = null;
        LogIn("1234");

        _logins.ShouldBe(2);
    }

    private void LogIn(string pin)
    {
        ITokenFlags flags = InterfaceStub.Create<ITokenFlags>(name => _flags.Contains(name));
        ITokenInfo token = InterfaceStub.Create<ITokenInfo>(name => name == "get_TokenFlags" ? flags : "token");
        ISlot slot = InterfaceStub.Create<ISlot>(_ => token);
        ISessionInfo info = InterfaceStub.Create<ISessionInfo>(_ => _state);
        ISession session = InterfaceStub.Create<ISession>(name =>
        {
            if (name != "Login")
                return info;
            _logins++;
            return _refusal is { } refusal ? throw new Pkcs11Exception("C_Login", refusal) : null;
        });
        _login.EnsureLoggedIn(session, slot, Pkcs11Pin.FromCallback(() => Encoding.UTF8.GetBytes(pin)));
    }
}
