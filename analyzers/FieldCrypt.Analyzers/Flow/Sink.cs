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

    /// <summary>The arguments of a call with a message template, each with the name or label of its placeholder.</summary>
    protected static IEnumerable<SinkArgument> TemplateArguments(SinkCall call)
    {
        IReadOnlyList<MessageTemplate.Hole>? holes = null;
        int next = 0;
        foreach (var argument in call.Arguments)
        {
            var expression = argument.Expression;
            if (holes is null)
            {
                if (MessageTemplate.TextOf(expression) is { } text)
                {
                    holes = MessageTemplate.Parse(text);
                    if (expression is LiteralExpressionSyntax)
                        continue;
                }

                yield return new SinkArgument(expression, "", PrintMode.Text);
                continue;
            }

            foreach (var value in MessageTemplate.Spread(expression))
            {
                var hole = next < holes.Count ? holes[next++] : default;
                // A property name in front of its value: ForContext("Pan", pan).
                string label = hole.Name ?? (holes.Count == 0 && next == 0 ? MessageTemplate.TextOf(call.Arguments[0].Expression) ?? "" : "");
                yield return new SinkArgument(value, label, hole.Destructures ? PrintMode.Destructured : PrintMode.Text);
            }
        }
    }
}
