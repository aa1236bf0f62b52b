using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>Reads calls of EF Core's fluent model configuration.</summary>
internal static class ModelBuilderCall
{
    /// <summary>Whether a method is declared under the namespace Microsoft.EntityFrameworkCore.</summary>
    public static bool IsEntityFramework(this IMethodSymbol method)
    {
        for (var space = method.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "EntityFrameworkCore", ContainingNamespace: { Name: "Microsoft", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The encrypted members that a call's arguments name: <c>x => x.A</c>, <c>x => new { x.A, x.B }</c>, <c>"A"</c>, <c>nameof(T.A)</c>.</summary>
    public static IEnumerable<ISymbol> NamedMembers(IInvocationOperation call, EncryptedMembers encrypted)
    {
        foreach (var argument in call.Arguments)
        {
            foreach (var member in NamedMembers(argument.Value, EntityOf(call), encrypted))
            {
                yield return member;
            }
        }
    }

    /// <summary>The encrypted member whose column a call such as <c>Property(x => x.A).HasMaxLength(20)</c> configures, else <see langword="null"/>.</summary>
    public static ISymbol? ConfiguredMember(IInvocationOperation call, EncryptedMembers encrypted)
    {
        for (var receiver = Receiver(call); receiver is not null; receiver = Receiver(receiver))
        {
            if (receiver.TargetMethod.Name == "Property")
            {
                return NamedMembers(receiver, encrypted).FirstOrDefault();
            }
        }

        return null;
    }

    /// <summary>The constant that a call in the same chain, such as HasMaxLength, is given; else <see langword="null"/>.</summary>
    public static object? ConstantInChain(IInvocationOperation call, string methodName)
    {
        for (var receiver = Receiver(call); receiver is not null; receiver = Receiver(receiver))
        {
            if (receiver.TargetMethod.Name == methodName)
            {
                return ConstantArgument(receiver);
            }
        }

        for (var outer = call.Parent; outer is IInvocationOperation or IArgumentOperation or IConversionOperation; outer = outer.Parent)
        {
            if (outer is IInvocationOperation later && later.TargetMethod.Name == methodName)
            {
                return ConstantArgument(later);
            }
        }

        return null;
    }

    /// <summary>The first constant among a call's own arguments.</summary>
    public static object? ConstantArgument(IInvocationOperation call) =>
        call.Arguments.Select(static argument => argument.Value.ConstantValue).FirstOrDefault(static constant => constant is { HasValue: true, Value: not null }) is { HasValue: true } found
            ? found.Value
            : null;

    /// <summary>The call that this one is chained to, through an instance or an extension's first argument.</summary>
    public static IInvocationOperation? Receiver(IInvocationOperation call) => Unwrap(ReceiverValue(call)) as IInvocationOperation;

    public static IOperation? ReceiverValue(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    /// <summary>Where the method's name stands.</summary>
    public static Location NameLocation(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            ? access.Name.GetLocation()
            : call.Syntax.GetLocation();

    public static IOperation? Unwrap(IOperation? value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                case IAwaitOperation or ITranslatedQueryOperation { Operation: null }:
                    return value;
                case ITranslatedQueryOperation query:
                    value = query.Operation;
                    break;
                default:
                    return value;
            }
        }
    }

    private static IEnumerable<ISymbol> NamedMembers(IOperation value, ITypeSymbol? entity, EncryptedMembers encrypted)
    {
        switch (Unwrap(value))
        {
            case IAnonymousFunctionOperation lambda:
                return lambda.Body.Descendants().OfType<IMemberReferenceOperation>().Select(static reference => reference.Member).Where(encrypted.IsEncrypted);
            case IArrayCreationOperation { Initializer: { } names }:
                return names.ElementValues.SelectMany(name => NamedMembers(name, entity, encrypted));
            case { ConstantValue: { HasValue: true, Value: string name } } when encrypted.Find(entity, name) is { } member:
                return [member];
            default:
                return [];
        }
    }

    private static ITypeSymbol? EntityOf(IInvocationOperation call) =>
        ReceiverValue(call)?.Type is INamedTypeSymbol { TypeArguments.Length: > 0 } builder ? builder.TypeArguments[0] : null;
}
