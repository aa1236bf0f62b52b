using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>Whether an expression belongs to a query that a database answers.</summary>
internal static class QuerySource
{
    /// <summary>Whether the operation lies in a lambda given to an operator on IQueryable that does not come from a collection in memory.</summary>
    public static bool IsServerSide(IOperation operation)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation call && IsQueryOperator(call.TargetMethod))
            {
                return !IsInMemory(call);
            }
        }

        return false;
    }

    /// <summary>Whether a value is reached from a lambda's parameter: one captured from outside is evaluated before the query runs.</summary>
    public static bool IsOfRow(IMemberReferenceOperation reference)
    {
        var value = reference.Instance;
        while (true)
        {
            value = ModelBuilderCall.Unwrap(value);
            switch (value)
            {
                case IMemberReferenceOperation member:
                    value = member.Instance;
                    break;
                case IInvocationOperation call:
                    value = ModelBuilderCall.ReceiverValue(call);
                    break;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction };
                default:
                    return false;
            }
        }
    }

    /// <summary>Whether a method is declared in System.Linq.Queryable or is one of EF Core's own operators.</summary>
    public static bool IsQueryOperator(IMethodSymbol method) =>
        method.ContainingType is { Name: "Queryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } }
        || method.ContainingType is { Name: "EntityFrameworkQueryableExtensions" };

    /// <summary>Whether a method is an operator on sequences at all, in a database or in memory.</summary>
    public static bool IsSequenceOperator(IMethodSymbol method) =>
        IsQueryOperator(method) || method.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };

    private static bool IsInMemory(IInvocationOperation call)
    {
        for (var receiver = call; receiver is not null; receiver = ModelBuilderCall.Receiver(receiver))
        {
            if (receiver.TargetMethod.Name == "AsQueryable" && receiver.Arguments.Length > 0
                && ModelBuilderCall.Unwrap(receiver.Arguments[0].Value)?.Type is { } source && !IsQueryable(source))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQueryable(ITypeSymbol type)
    {
        if (type.Name is "IQueryable" or "DbSet" or "IOrderedQueryable")
        {
            return true;
        }

        foreach (var face in type.AllInterfaces)
        {
            if (face.Name == "IQueryable")
            {
                return true;
            }
        }

        return false;
    }
}
