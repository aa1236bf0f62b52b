using System.Reflection;

namespace FieldCrypt.Backends.Tests;

/// <summary>An object of any interface that answers by the member's name.</summary>
public class InterfaceStub : DispatchProxy
{
    private Func<string, object?> _answer = null!;

    public static T Create<T>(Func<string, object?> answer)
        where T : class
    {
        T stub = Create<T, InterfaceStub>();
        ((InterfaceStub)(object)stub)._answer = answer;
        return stub;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!.Name);
}
