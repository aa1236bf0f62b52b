using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FieldCrypt.Analyzers;

/// <summary>Small questions about syntax that several rules ask.</summary>
internal static class SyntaxShapes
{
    private static readonly HashSet<string> Carriers = new(StringComparer.Ordinal)
    {
        "String", "StringBuilder", "StringWriter", "KeyValuePair", "Tuple", "ValueTuple", "List", "HashSet", "Dictionary",
        "TagList", "ActivityTagsCollection", "ActivityEvent", "Uri", "UriBuilder", "StringContent", "JsonResult", "StringReader",
        "LogEventProperty", "ScalarValue", "ArrayList", "Queue", "Stack", "NameValueCollection", "Nullable", "Lazy",
        "ValueTask", "OkObjectResult", "ObjectResult", "EventTelemetry", "TraceTelemetry", "JValue", "JObject", "JProperty",
        "FormUrlEncodedContent", "QueryString", "StringValues", "MemoryStream", "ReadOnlyMemory", "ExpandoObject",
    };

    private static readonly HashSet<string> InputWords = new(StringComparer.Ordinal)
    {
        "form", "request", "req", "query", "querystring", "reader", "rdr", "dr", "row", "record", "body", "json", "payload",
        "params", "parameters", "fields", "data", "dict", "dictionary", "input", "values", "collection", "headers", "message",
        "msg", "result", "response", "doc", "document", "obj", "jobject", "node", "element", "item", "dictionaryentry",
        "args", "options", "session", "tempdata", "viewdata", "cells", "columns", "datareader", "details", "card", "payment",
    };

    /// <summary>Whether an object made by this type's constructor holds what it was given, as text or as elements.</summary>
    public static bool CarriesArguments(string typeName) => Carriers.Contains(typeName);

    /// <summary>
    /// Whether looking up a key here gives a value that came in from outside; a localizer or a configuration gives a
    /// text about the key instead.
    /// </summary>
    public static bool HoldsInput(ExpressionSyntax receiver, ITypeSymbol? type) =>
        HasInputWord(LastName.Of(receiver)) || (type is not null && HasInputWord(type.Name));

    private static bool HasInputWord(string name)
    {
        foreach (var word in SourceWords.Of(name))
        {
            if (InputWords.Contains(word.Text))
                return true;
        }

        return false;
    }

    /// <summary>What <c>.b</c> or <c>[b]</c> in <c>a?.b</c> is applied to.</summary>
    public static ExpressionSyntax? ConditionalReceiver(ExpressionSyntax binding)
    {
        for (SyntaxNode node = binding; node.Parent is { } parent; node = parent)
        {
            if (parent is ConditionalAccessExpressionSyntax conditional && conditional.WhenNotNull.Span.Contains(binding.Span) && conditional.WhenNotNull == node)
                return conditional.Expression;
        }

        return null;
    }

    /// <summary>What a method is called on: <c>a</c> of <c>a.M()</c> and <c>a?.M()</c>; null for <c>M()</c>.</summary>
    public static ExpressionSyntax? ReceiverOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax binding => ConditionalReceiver(binding),
        _ => null,
    };

    /// <summary>The member declaration, accessor's property or compilation unit that an expression belongs to.</summary>
    public static SyntaxNode MemberOf(SyntaxNode node)
    {
        for (SyntaxNode? current = node; current is not null; current = current.Parent)
        {
            if (current is GlobalStatementSyntax)
                return current.Parent ?? current;
            if (current is MemberDeclarationSyntax or CompilationUnitSyntax)
                return current;
        }

        return node;
    }
}
