using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>A family of methods that write what they are given to where plaintext does not belong.</summary>
internal abstract class Sink
{
    public abstract DiagnosticDescriptor Rule { get; }

    /// <summary>Whether a method of this name may belong: asked of every call before anything is bound.</summary>
    public abstract bool MayMatch(string methodName);

    /// <summary>Whether the call belongs.</summary>
    public abstract bool Matches(in SinkCall call);

    /// <summary>The arguments whose values are written; all of them unless a family knows better.</summary>
    public virtual IEnumerable<SinkArgument> Arguments(SinkCall call)
    {
        for (int i = 0; i < call.Arguments.Count; i++)
            yield return new SinkArgument(call.Arguments[i].Expression, LabelBefore(call.Arguments, i), Mode);
    }

    protected virtual PrintMode Mode => PrintMode.Text;

    /// <summary>The constant key in front of a value, as in <c>SetTag("card.number", value)</c>.</summary>
    protected static string LabelBefore(SeparatedSyntaxList<ArgumentSyntax> arguments, int index) =>
        index == 1 && arguments[0].Expression is LiteralExpressionSyntax { Token.Value: string key } ? key : "";
}
