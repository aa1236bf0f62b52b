using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Every write to a local or parameter of one member, by name; made in one walk, on first use.</summary>
internal sealed class LocalWrites
{
    private readonly Dictionary<string, List<LocalWrite>> _byName = new();

    public LocalWrites(SyntaxNode member)
    {
        foreach (var node in member.DescendantNodes())
            Collect(node);
    }

    /// <summary>The writes whose value may be in the variable at a use, the nearest first.</summary>
    public IEnumerable<LocalWrite> Reaching(string name, SyntaxNode use)
    {
        if (!_byName.TryGetValue(name, out var writes))
            yield break;

        for (int i = writes.Count - 1; i >= 0; i--)
        {
            var write = writes[i];
            if (write.Position > use.SpanStart)
            {
                if (ShareLoop(write.Target, use))
                    yield return write;
                continue;
            }

            yield return write;
            if (write.Replaces && write.IsCertainBefore(use))
                break;
        }
    }

    private static bool ShareLoop(SyntaxNode write, SyntaxNode use)
    {
        for (var node = use.Parent; node is not null and not MemberDeclarationSyntax; node = node.Parent)
        {
            if (node is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && node.Span.Contains(write.Span))
                return true;
        }

        return false;
    }

    private void Collect(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: { } value } declarator:
                Add(declarator.Identifier, declarator, value);
                break;

            case AssignmentExpressionSyntax assignment:
                CollectAssignment(assignment);
                break;

            case ForEachStatementSyntax loop:
                Add(loop.Identifier, loop, loop.Expression);
                break;

            case ForEachVariableStatementSyntax { Variable: DeclarationExpressionSyntax declared } loop:
                CollectDesignation(declared.Designation, loop.Expression);
                break;

            case SingleVariableDesignationSyntax { Parent: DeclarationPatternSyntax or VarPatternSyntax or RecursivePatternSyntax } designation:
                Add(designation.Identifier, designation, MatchedValue(designation));
                break;

            case ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword or (int)SyntaxKind.RefKeyword } argument:
                CollectOut(argument);
                break;

            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call when Mutates(access.Name.Identifier.ValueText):
                CollectMutation(access, call);
                break;
        }
    }

    private void CollectAssignment(AssignmentExpressionSyntax assignment)
    {
        switch (assignment.Left)
        {
            case IdentifierNameSyntax name when assignment.Parent is not InitializerExpressionSyntax:
                bool replaces = assignment.IsKind(SyntaxKind.SimpleAssignmentExpression);
                Add(name.Identifier, name, assignment.Right, replaces);
                break;

            case ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax container }:
                Add(container.Identifier, container, assignment.Right, replaces: false);
                break;

            case DeclarationExpressionSyntax declared:
                CollectDesignation(declared.Designation, assignment.Right);
                break;

            case TupleExpressionSyntax tuple:
                CollectTuple(tuple, assignment.Right);
                break;
        }
    }

    private void CollectTuple(TupleExpressionSyntax tuple, ExpressionSyntax value)
    {
        for (int i = 0; i < tuple.Arguments.Count; i++)
        {
            var part = ElementOf(value, i);
            switch (tuple.Arguments[i].Expression)
            {
                case IdentifierNameSyntax name:
                    Add(name.Identifier, name, part);
                    break;
                case DeclarationExpressionSyntax declared:
                    CollectDesignation(declared.Designation, part);
                    break;
            }
        }
    }

    private void CollectDesignation(VariableDesignationSyntax designation, ExpressionSyntax value)
    {
        switch (designation)
        {
            case SingleVariableDesignationSyntax single:
                Add(single.Identifier, single, value);
                break;

            case ParenthesizedVariableDesignationSyntax several:
                for (int i = 0; i < several.Variables.Count; i++)
                    CollectDesignation(several.Variables[i], ElementOf(value, i));
                break;
        }
    }

    private static ExpressionSyntax ElementOf(ExpressionSyntax value, int index) =>
        value is TupleExpressionSyntax tuple && index < tuple.Arguments.Count ? tuple.Arguments[index].Expression : value;

    /// <summary>An out argument holds what was parsed or looked up: the call's first argument, or its receiver.</summary>
    private void CollectOut(ArgumentSyntax argument)
    {
        var call = argument.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        string method = call?.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            IdentifierNameSyntax name => name.Identifier.ValueText,
            _ => "",
        };
        ExpressionSyntax? value = null;
        if (method == "TryParse" && call!.ArgumentList.Arguments[0] != argument)
            value = call.ArgumentList.Arguments[0].Expression;

        switch (argument.Expression)
        {
            case IdentifierNameSyntax name:
                Add(name.Identifier, name, value);
                break;
            case DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax single }:
                Add(single.Identifier, single, value);
                break;
        }
    }

    private void CollectMutation(MemberAccessExpressionSyntax access, InvocationExpressionSyntax call)
    {
        if (RootOf(access.Expression) is not { } root)
            return;

        foreach (var argument in call.ArgumentList.Arguments)
            Add(root.Identifier, root, argument.Expression, replaces: false);
    }

    /// <summary>The variable at the start of a chain such as <c>text.Append(a).Append(b)</c>.</summary>
    private static IdentifierNameSyntax? RootOf(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case IdentifierNameSyntax name:
                    return name;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } when Mutates(access.Name.Identifier.ValueText):
                    expression = access.Expression;
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool Mutates(string method) => method is
        "Append" or "AppendLine" or "AppendFormat" or "AppendJoin" or "Insert" or "Add" or "AddRange" or "TryAdd" or "Push"
        or "Enqueue" or "AppendLiteral" or "AppendFormatted" or "Write" or "WriteLine" or "Prepend";

    private static ExpressionSyntax? MatchedValue(SyntaxNode designation)
    {
        for (var node = designation.Parent; node is not null and not StatementSyntax; node = node.Parent)
        {
            switch (node)
            {
                case IsPatternExpressionSyntax matched:
                    return matched.Pattern is RecursivePatternSyntax && designation.Parent is not RecursivePatternSyntax ? null : matched.Expression;
                case SubpatternSyntax:
                    return null;
                case SwitchExpressionSyntax matched:
                    return matched.GoverningExpression;
            }
        }

        return designation.FirstAncestorOrSelf<SwitchStatementSyntax>()?.Expression;
    }

    private void Add(SyntaxToken identifier, SyntaxNode target, ExpressionSyntax? value, bool replaces = true)
    {
        string name = identifier.ValueText;
        if (name.Length == 0)
            return;

        if (!_byName.TryGetValue(name, out var writes))
            _byName.Add(name, writes = new List<LocalWrite>());
        writes.Add(new LocalWrite(target, identifier.Span, value, replaces));
    }
}
