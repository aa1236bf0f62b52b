using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FieldCrypt.Analyzers;

/// <summary>FC4004: a constant passphrase, PIN or key given to an API of FieldCrypt, as an argument or an option.</summary>
internal static class HardCodedKeyRule
{
    private static readonly HashSet<string> SecretWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "passphrase", "pin", "userPin", "rootKey", "key", "password", "secret", "masterKey", "keyMaterial", "secretKey", "accessKey", "seed", "share", "shares",
    };

    public static ImmutableArray<DiagnosticDescriptor> Diagnostics { get; } = ImmutableArray.Create(DiagnosticCatalogue.HardCodedKey);

    public static void Register(CompilationStartAnalysisContext start)
    {
        // Nothing to misuse where FieldCrypt is not referenced.
        if (CompilationFacts.Of(start.Compilation, start.Options).Encrypted.Attribute is not { } anchor)
            return;

        var callees = SecretTakers(start.Compilation, anchor.ContainingAssembly);
        start.RegisterSyntaxNodeAction(node => AnalyzeArguments(node, callees), SyntaxKind.ArgumentList);
        start.RegisterSyntaxNodeAction(AnalyzeAssignment, SyntaxKind.SimpleAssignmentExpression);
    }

    /// <summary>The names of FieldCrypt's methods and types that take a secret, so that no other call is bound.</summary>
    private static HashSet<string> SecretTakers(Compilation compilation, IAssemblySymbol core)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols.Append(core).Append(compilation.Assembly))
        {
            if (!SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly) && !assembly.Name.StartsWith("FieldCrypt", StringComparison.Ordinal))
                continue;

            foreach (var space in assembly.GlobalNamespace.GetNamespaceMembers().Where(static n => n.Name == "FieldCrypt"))
                Collect(space, names);
        }

        return names;
    }

    private static void Collect(INamespaceOrTypeSymbol container, HashSet<string> names)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
                Collect(inner, names);
            else if (member is IMethodSymbol method && method.Parameters.Any(static p => SecretWords.Contains(p.Name)))
                names.Add(method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name);
        }
    }

    private static void AnalyzeArguments(SyntaxNodeAnalysisContext context, HashSet<string> callees)
    {
        var list = (ArgumentListSyntax)context.Node;
        if (list.Parent is null || !callees.Contains(CalleeOf(list.Parent)) || !list.Arguments.Any(static a => MayBeConstant(a.Expression)))
            return;

        if (context.SemanticModel.GetSymbolInfo(list.Parent, context.CancellationToken).Symbol is not IMethodSymbol method || !IsFieldCrypt(method.ContainingType))
            return;

        foreach (var parameter in method.Parameters)
        {
            if (SecretWords.Contains(parameter.Name)
                && FlowTracer.ArgumentFor(parameter, method, null, list.Arguments) is { } argument
                && IsConstantSecret(Supplied(argument), context))
            {
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.HardCodedKey, Supplied(argument).GetLocation(), parameter.Name, $"'{method.Name}'"));
            }
        }
    }

    private static void AnalyzeAssignment(SyntaxNodeAnalysisContext context)
    {
        var assignment = (AssignmentExpressionSyntax)context.Node;
        if (!SecretWords.Contains(LastName.Of(assignment.Left)) || !MayBeConstant(assignment.Right))
            return;

        if (context.SemanticModel.GetSymbolInfo(assignment.Left, context.CancellationToken).Symbol is { Kind: SymbolKind.Property or SymbolKind.Field } option
            && IsFieldCrypt(option.ContainingType)
            && IsConstantSecret(assignment.Right, context))
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.HardCodedKey, assignment.Right.GetLocation(), option.Name, $"'{option.ContainingType.Name}'"));
        }
    }

    /// <summary>What a delegate hands out when asked, else the argument itself.</summary>
    private static ExpressionSyntax Supplied(ExpressionSyntax argument) =>
        argument is LambdaExpressionSyntax { ExpressionBody: { } body } ? body : argument;

    private static string CalleeOf(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax invocation => LastName.Of(invocation.Expression),
        ObjectCreationExpressionSyntax creation => LastName.Of(creation.Type),
        _ => "",
    };

    /// <summary>Literals, names of constants, and literals turned into bytes or characters.</summary>
    private static bool MayBeConstant(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value is string,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => true,
        BinaryExpressionSyntax binary => MayBeConstant(binary.Left) && MayBeConstant(binary.Right),
        ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or CollectionExpressionSyntax => true,
        InvocationExpressionSyntax call => IsConversion(call),
        LambdaExpressionSyntax { ExpressionBody: { } body } => MayBeConstant(body),
        _ => false,
    };

    private static bool IsConversion(InvocationExpressionSyntax call) =>
        LastName.Of(call.Expression) is "GetBytes" or "FromBase64String" or "FromHexString" or "ToCharArray" or "AsSpan" or "AsMemory";

    private static bool IsConstantSecret(ExpressionSyntax expression, SyntaxNodeAnalysisContext context)
    {
        var constant = context.SemanticModel.GetConstantValue(expression, context.CancellationToken);
        if (constant.HasValue)
            return constant.Value is string { Length: > 0 };

        return expression switch
        {
            LiteralExpressionSyntax { Token.Value: string } => true,
            InvocationExpressionSyntax call when IsConversion(call) =>
                call.ArgumentList.Arguments.FirstOrDefault()?.Expression is { } argument && IsConstantSecret(argument, context)
                || (SyntaxShapes.ReceiverOf(call) is { } receiver && IsConstantSecret(receiver, context)),
            ArrayCreationExpressionSyntax { Initializer: { } array } => AllConstant(array.Expressions, context),
            ImplicitArrayCreationExpressionSyntax { Initializer: { } array } => AllConstant(array.Expressions, context),
            CollectionExpressionSyntax collection => AllConstant(collection.Elements.OfType<ExpressionElementSyntax>().Select(static e => e.Expression), context),
            _ => false,
        };
    }

    private static bool AllConstant(IEnumerable<ExpressionSyntax> elements, SyntaxNodeAnalysisContext context)
    {
        bool any = false;
        foreach (var element in elements)
        {
            any = true;
            if (!context.SemanticModel.GetConstantValue(element, context.CancellationToken).HasValue)
                return false;
        }

        return any;
    }

    private static bool IsFieldCrypt(INamedTypeSymbol? type)
    {
        for (var space = type?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "FieldCrypt", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
