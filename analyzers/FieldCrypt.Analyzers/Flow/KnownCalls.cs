using System;
using System.Collections.Generic;

namespace FieldCrypt.Analyzers;

/// <summary>What well-known methods do to the plaintext they are given, by name.</summary>
internal static class KnownCalls
{
    /// <summary>The result holds what the receiver holds.</summary>
    private static readonly HashSet<string> Receiver = new(StringComparer.Ordinal)
    {
        "Trim", "TrimStart", "TrimEnd", "ToUpper", "ToLower", "ToUpperInvariant", "ToLowerInvariant", "Normalize",
        "PadLeft", "PadRight", "ToCharArray", "Split", "AsSpan", "AsMemory", "ToArray", "ToList", "ToHashSet",
        "ToArrayAsync", "ToListAsync", "Reverse", "Clone", "Copy", "First", "FirstOrDefault", "Last", "LastOrDefault",
        "Single", "SingleOrDefault", "ElementAt", "DefaultIfEmpty", "Distinct", "Where", "OrderBy", "OrderByDescending",
        "Skip", "Cast", "OfType", "AsEnumerable", "ToImmutableArray", "ToImmutableList", "AsReadOnly", "Chunk",
        "ConfigureAwait", "GetAwaiter", "GetResult", "GetValueOrDefault", "ToDictionary", "Peek", "Dequeue", "Pop",
        "Build", "ToStringAndClear", "WithCulture", "Humanize", "Truncate", "EnumerateRunes", "ToImmutableDictionary",
        "GetBytes", "ToCharArray", "Append", "AppendLine", "AppendFormat", "AppendJoin", "Insert", "Concat", "Prepend",
        "Union", "Replace", "Substring", "Remove", "Slice", "ToString", "Format", "Inject", "FormatWith", "FormatInvariant",
    };

    /// <summary>The result also holds what the arguments hold.</summary>
    private static readonly HashSet<string> Arguments = new(StringComparer.Ordinal)
    {
        "Format", "Concat", "Join", "Append", "AppendLine", "AppendFormat", "AppendJoin", "Insert", "Prepend", "Invariant",
        "FormatWith", "FormatInvariant", "Inject", "Create", "Copy", "Intern", "Parse", "FromResult", "GetBytes", "GetString",
        "ToBase64String", "FromBase64String", "ToHexString", "EscapeDataString", "UrlEncode", "HtmlEncode", "UrlPathEncode",
        "EscapeUriString", "UnescapeDataString", "UrlDecode", "HtmlDecode", "Encode", "Decode", "Coalesce", "Union",
        "ToInt64", "ToInt32", "ToUInt64", "ToDecimal", "ToDouble", "ChangeType", "ToArray", "ToList", "CreateRange",
        "CreateInstance", "AddQueryString", "ToChar", "PadLeftAndRight",
    };

    /// <summary>The result says nothing that gives the plaintext away.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "Equals", "CompareTo", "Compare", "CompareOrdinal", "StartsWith", "EndsWith", "Contains", "IndexOf", "LastIndexOf",
        "IndexOfAny", "IsNullOrEmpty", "IsNullOrWhiteSpace", "IsMatch", "Any", "All", "Count", "LongCount", "GetHashCode",
        "GetType", "GetLength", "TryParse", "SequenceEqual", "IsDigit", "IsLetter", "ReferenceEquals", "HasValue",
        "HasFlag", "ContainsKey", "GetTypeCode", "GetByteCount", "Sum", "Average",
    };

    /// <summary>Properties of a value that do not give it away.</summary>
    private static readonly HashSet<string> HarmlessMembers = new(StringComparer.Ordinal)
    {
        "Length", "Count", "LongLength", "Rank", "HasValue", "IsEmpty", "IsDefault", "IsDefaultOrEmpty", "Capacity",
        "IsValid", "HashCode", "IsCompleted", "Status", "Id",
    };

    /// <summary>Properties that hand out what an object wraps: Nullable, Task, Lazy, tuples, value objects.</summary>
    private static readonly HashSet<string> WrappedMembers = new(StringComparer.Ordinal)
    {
        "Value", "Result", "Raw", "RawValue", "Text", "Content", "PlainText", "Plaintext", "Number", "Digits", "Full",
        "Item1", "Item2", "Item3", "Item4", "Item5", "Formatted", "Data", "Span", "Keys", "Values", "ValueOrDefault",
        "Password", "SelectedValue", "EditValue",
    };

    /// <summary>Serializers write every public member of what they are given.</summary>
    private static readonly HashSet<string> Serializers = new(StringComparer.Ordinal)
    {
        "Serialize", "SerializeAsync", "SerializeObject", "SerializeToString", "SerializeToUtf8Bytes", "SerializeToElement",
        "SerializeToNode", "SerializeToDocument", "SerializeObjectAsync", "SerializeXml", "ToJson", "ToJsonString", "ToJSON",
        "AsJson", "ToXml", "ToXmlString", "ToYaml", "Stringify", "Dump", "ToDebugString", "FromObject", "SerializeXmlNode",
        "ToBsonDocument", "SerializeToJson", "JsonSerialize", "ToSafeJson", "ObjectToJson", "ToCsv", "ToIndentedJson",
    };

    /// <summary>Methods that hand each element of their receiver to a lambda.</summary>
    private static readonly HashSet<string> ElementWise = new(StringComparer.Ordinal)
    {
        "Select", "SelectMany", "ForEach", "ForEachAsync", "Where", "ConvertAll", "Aggregate", "Map", "Let", "Then",
        "ContinueWith", "Match", "IfSome", "Tap", "Do",
    };

    /// <summary>Whether the parameter of a lambda given to this method is an element of the receiver.</summary>
    public static bool PassesElements(string name) => ElementWise.Contains(name);

    /// <summary>Whether a method of this name gives the value for a key: <c>GetString("pan")</c>, <c>Field&lt;string&gt;("pan")</c>.</summary>
    public static bool LooksUp(string name) =>
        name.StartsWith("Get", StringComparison.Ordinal) || name is "Field" or "Value" or "Item" or "SelectToken" or "Read" or "Find" or "Attribute" or "Element";

    public static bool KeepsReceiver(string name) => Receiver.Contains(name);

    public static bool KeepsArguments(string name) => Arguments.Contains(name);

    public static bool IsHarmless(string name) => Harmless.Contains(name);

    public static bool IsHarmlessMember(string name) => HarmlessMembers.Contains(name);

    public static bool IsWrappedMember(string name) => WrappedMembers.Contains(name);

    public static bool IsSerializer(string name) => Serializers.Contains(name);
}
