using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FieldCrypt.Analyzers;

/// <summary>What a query does with an encrypted property.</summary>
/// <param name="IsEquality">Whether it compares for equality, which a blind index answers.</param>
/// <param name="Operator">Otherwise, what it does, for the message.</param>
/// <param name="Advice">What to do instead.</param>
internal readonly record struct QueryUse(bool IsEquality, string Operator, string Advice)
{
    private const string InMemory = "Filter by something else first, then do it in memory (after ToListAsync)";

    private static readonly QueryUse Equality = new(true, "Equality", "");

    /// <summary>The use that needs an answer from the database, else <see langword="null"/>: projections and null checks are free.</summary>
    public static QueryUse? Of(IMemberReferenceOperation reference, EncryptedMembers encrypted)
    {
        IOperation value = reference;
        for (var parent = value.Parent; parent is not null; value = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    continue;
                case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                    return null;
                case IPropertyReferenceOperation { Property.Name: "Value" } nullable when nullable.Property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T:
                    continue;
                case IPropertyReferenceOperation part:
                    return new QueryUse(false, part.Property.Name, InMemory);
                case IBinaryOperation binary:
                    return OfBinary(binary, value, reference, encrypted);
                case ICoalesceOperation:
                    return new QueryUse(false, "The operator ??", "Select the property as it is and supply the default in memory");
                case IInvocationOperation call:
                    return OfMethodOfValue(call);
                case IArgumentOperation { Parent: IInvocationOperation call } argument:
                    return OfArgument(call, argument);
                case IReturnOperation or IBlockOperation:
                    continue;
                case IAnonymousFunctionOperation lambda:
                    return OfResult(lambda);
                case IAnonymousObjectCreationOperation or IObjectCreationOperation or IMemberInitializerOperation or IObjectOrCollectionInitializerOperation
                    or ITupleOperation or IConditionalOperation or IArrayInitializerOperation or IArrayCreationOperation:
                    continue;
                case ISimpleAssignmentOperation assignment when assignment.Value == value:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static QueryUse? OfBinary(IBinaryOperation binary, IOperation value, IMemberReferenceOperation reference, EncryptedMembers encrypted)
    {
        var other = ModelBuilderCall.Unwrap(binary.LeftOperand == value ? binary.RightOperand : binary.LeftOperand);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                if (other?.ConstantValue is { HasValue: true, Value: null })
                {
                    return null;
                }

                return other is IMemberReferenceOperation { Member: var otherMember }
                    && encrypted.IsEncrypted(otherMember)
                    && !SymbolEqualityComparer.Default.Equals(otherMember, reference.Member)
                    ? new QueryUse(false, $"Comparing it with '{otherMember.Name}', encrypted under another column's key,", "Compare in memory (after ToListAsync)")
                    : Equality;
            case BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual:
                return new QueryUse(false, "A range comparison", InMemory);
            case BinaryOperatorKind.Add:
                return new QueryUse(false, "Concatenation or addition", "Select the property as it is and combine in memory");
            default:
                return new QueryUse(false, $"The operator {binary.OperatorKind}", InMemory);
        }
    }

    private static QueryUse? OfMethodOfValue(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Equals" => call.Arguments.Length == 1 ? Equality : new QueryUse(false, "Comparison with a StringComparison", "Compare exactly; keep a normalized value if case must not matter"),
        "GetHashCode" or "GetType" => null,
        "StartsWith" or "EndsWith" or "Contains" => new QueryUse(false, $"Pattern search ({call.TargetMethod.Name})", "Search for the whole value with Searchable = true, or keep the part you search by (such as the last four digits) as a property of its own"),
        "CompareTo" => new QueryUse(false, "A range comparison", InMemory),
        _ => new QueryUse(false, call.TargetMethod.Name, "Select the property as it is and call it in memory"),
    };

    private static QueryUse? OfArgument(IInvocationOperation call, IArgumentOperation argument)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            // list.Contains(c.Email), Enumerable.Contains(list, c.Email), a.Equals(c.Email), string.Equals(a, c.Email)
            case "Contains" when argument != call.Arguments[0] || call.Instance is { Type.SpecialType: not SpecialType.System_String }:
            case "Equals" when call.Arguments.Length == (call.Instance is null ? 2 : 1):
            case "IsNullOrEmpty" when method.ContainingType.SpecialType == SpecialType.System_String:
                return Equality;
            case "Contains" or "StartsWith" or "EndsWith" or "IndexOf" when call.Instance is { Type.SpecialType: SpecialType.System_String }:
                return new QueryUse(false, $"Pattern search ({method.Name})", InMemory);
            case "Like" or "ILike" or "Matches" or "FreeText":
                return new QueryUse(false, $"Pattern search ({method.Name})", "Search for the whole value with Searchable = true, or keep the part you search by as a property of its own");
            case "Compare" or "CompareOrdinal" or "CompareTo":
                return new QueryUse(false, "A range comparison", InMemory);
            case "Concat" or "Join" or "Format" or "IsNullOrWhiteSpace" when method.ContainingType.SpecialType == SpecialType.System_String:
                return new QueryUse(false, $"string.{method.Name}", "Select the property as it is and do it in memory");
            case "Min" or "Max" when method.ContainingType.Name == "Math":
                return new QueryUse(false, "An aggregate", InMemory);
            default:
                return null;
        }
    }

    private static QueryUse? OfResult(IAnonymousFunctionOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        if (parent is not IArgumentOperation { Parent: IInvocationOperation call } || !QuerySource.IsSequenceOperator(call.TargetMethod))
        {
            return null;
        }

        switch (call.TargetMethod.Name)
        {
            case "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending":
                return new QueryUse(false, "Ordering", InMemory);
            case "GroupBy" or "ToLookup" or "CountBy" or "AggregateBy":
                return new QueryUse(false, "Grouping", InMemory);
            case "DistinctBy" or "UnionBy" or "ExceptBy" or "IntersectBy":
                return new QueryUse(false, "Removing duplicates", InMemory);
            case "Join" or "GroupJoin" or "LeftJoin" or "RightJoin":
                return call.Arguments.IndexOf((IArgumentOperation)parent) == call.Arguments.Length - 1 ? null : Equality;
            case "Max" or "Min" or "MaxBy" or "MinBy" or "Sum" or "Average" or "MaxAsync" or "MinAsync" or "SumAsync" or "AverageAsync":
                return new QueryUse(false, $"The aggregate {call.TargetMethod.Name}", InMemory);
            case "Select":
                return OfProjection(call);
            default:
                return null;
        }
    }

    // Select(c => c.Pan).Distinct(), .Max(), .Contains(x)
    private static QueryUse? OfProjection(IInvocationOperation select)
    {
        IOperation? parent = select.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            parent = parent.Parent;
        }

        if (parent is not IArgumentOperation { Parent: IInvocationOperation next } argument || !QuerySource.IsQueryOperator(next.TargetMethod))
        {
            return null;
        }

        switch (next.TargetMethod.Name)
        {
            case "Distinct" or "Union" or "Except" or "Intersect":
                return new QueryUse(false, $"The set operation {next.TargetMethod.Name}", InMemory);
            case "Max" or "Min" or "MaxAsync" or "MinAsync" or "Sum" or "SumAsync" or "Average" or "AverageAsync" when next.Arguments.Length == 1 || next.TargetMethod.Name.EndsWith("Async"):
                return new QueryUse(false, $"The aggregate {next.TargetMethod.Name}", InMemory);
            case "Order" or "OrderDescending":
                return new QueryUse(false, "Ordering", InMemory);
            case "Contains" or "ContainsAsync" when next.Arguments.IndexOf(argument) == 0:
                return Equality;
            default:
                return null;
        }
    }
}
