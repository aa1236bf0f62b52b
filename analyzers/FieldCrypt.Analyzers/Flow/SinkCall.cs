using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>A call that may be a sink, with what is known of it: symbols are null where they do not resolve.</summary>
internal readonly struct SinkCall(InvocationExpressionSyntax syntax, string name, IMethodSymbol? method, ExpressionSyntax? receiver, ITypeSymbol? receiverType)
{
    public InvocationExpressionSyntax Syntax { get; } = syntax;

    public string Name { get; } = name;

    public IMethodSymbol? Method { get; } = method;

    public ExpressionSyntax? Receiver { get; } = receiver;

    public ITypeSymbol? ReceiverType { get; } = receiverType;

    public SeparatedSyntaxList<ArgumentSyntax> Arguments => Syntax.ArgumentList.Arguments;

    /// <summary>The rightmost identifier of the receiver: <c>_logger</c> of <c>this._logger.Log()</c>.</summary>
    public string ReceiverName => LastName.Of(Receiver);

    /// <summary>The type whose method is called; where nothing resolves, the receiver's own name.</summary>
    public string TypeName => Method?.ContainingType?.Name is { Length: > 0 } containing ? containing
        : ReceiverType?.Name is { Length: > 0 } type ? type
        : ReceiverName;

    /// <summary>Whether the declaring type, the receiver's type or, unresolved, the receiver's name has this word.</summary>
    public bool IsAbout(string word) =>
        SourceWords.Has(TypeName, word)
        || (ReceiverType is { Name.Length: > 0 } type && SourceWords.Has(type.Name, word))
        || (Method is null && SourceWords.Has(ReceiverName, word));

    /// <summary>Whether the declaring type or the receiver's type has exactly this name.</summary>
    public bool IsOn(string typeName) =>
        TypeName == typeName || ReceiverType?.Name == typeName || (Method is null && ReceiverName == typeName);
}
