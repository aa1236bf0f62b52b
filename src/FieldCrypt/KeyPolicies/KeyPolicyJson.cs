using System.Text;
using System.Text.Json;

namespace FieldCrypt;

/// <summary>Key policies as JSON documents of AWS IAM's grammar. What is not understood is refused, never passed over.</summary>
internal static class KeyPolicyJson
{
    private const string Version = "2012-10-17";

    private static readonly Dictionary<string, KeyPolicyOperator> s_operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StringEquals"] = KeyPolicyOperator.StringEquals,
        ["StringNotEquals"] = KeyPolicyOperator.StringNotEquals,
        ["StringLike"] = KeyPolicyOperator.StringLike,
        ["StringNotLike"] = KeyPolicyOperator.StringNotLike,
        ["ForAllValues:StringEquals"] = KeyPolicyOperator.ForAllValuesStringEquals,
        ["ForAnyValue:StringEquals"] = KeyPolicyOperator.ForAnyValueStringEquals,
        ["Null"] = KeyPolicyOperator.Null,
    };

    public static KeyPolicy Read(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > KeyPolicy.MaximumLength)
            throw KeyPolicyCheck.Invalid($"is longer than {KeyPolicy.MaximumLength} bytes");
        if (KeyText.Check(json, 0, KeyPolicy.MaximumLength, allowsLines: true) is { } wrong)
            throw KeyPolicyCheck.Invalid(wrong);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string id = "";
            List<KeyPolicyStatement> statements = [];
            foreach (JsonProperty property in Object(document.RootElement, "the document"))
            {
                switch (property.Name)
                {
                    case "Version" when property.Value.GetString() == Version:
                        break;
                    case "Id":
                        id = Text(property.Value);
                        break;
                    case "Statement":
                        statements = [.. Many(property.Value).Select(ReadStatement)];
                        break;
                    default:
                        throw KeyPolicyCheck.Invalid($"has an element \"{property.Name}\" that is not understood");
                }
            }

            return new KeyPolicy(statements) { Id = id };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw KeyPolicyCheck.Invalid("is not the JSON of a key policy", exception);
        }
    }

    public static string Write(KeyPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("Version", Version);
            if (policy.Id.Length > 0)
                json.WriteString("Id", policy.Id);
            json.WriteStartArray("Statement");
            foreach (KeyPolicyStatement statement in policy.Statements)
                Write(json, statement);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static KeyPolicyStatement ReadStatement(JsonElement element)
    {
        string sid = "";
        bool hasResource = false;
        KeyPolicyEffect? effect = null;
        IReadOnlyList<string> principals = [], actions = [];
        List<KeyPolicyCondition> conditions = [];
        foreach (JsonProperty property in Object(element, "a statement"))
        {
            switch (property.Name)
            {
                case "Sid":
                    sid = Text(property.Value);
                    break;
                case "Effect":
                    effect = property.Value.GetString() switch
                    {
                        "Allow" => KeyPolicyEffect.Allow,
                        "Deny" => KeyPolicyEffect.Deny,
                        var other => throw KeyPolicyCheck.Invalid($"has an effect \"{other}\"; it is Allow or Deny"),
                    };
                    break;
                case "Principal":
                    principals = ReadPrincipals(property.Value);
                    break;
                case "Action":
                    actions = Texts(property.Value);
                    break;
                case "Resource" when Texts(property.Value) is ["*"]:
                    hasResource = true;
                    break;
                case "Condition":
                    foreach (JsonProperty compared in NonEmpty(property.Value, "a condition"))
                        conditions.AddRange(ReadConditions(compared));
                    break;
                default:
                    throw KeyPolicyCheck.Invalid($"has an element \"{property.Name}\" in a statement that would not be enforced");
            }
        }

        // AWS KMS takes such a statement and lets it have no effect.
        if (!hasResource)
            throw KeyPolicyCheck.Invalid("has a statement without \"Resource\": \"*\", which AWS KMS would give no effect");
        return new KeyPolicyStatement { Sid = sid, Effect = effect ?? throw KeyPolicyCheck.Invalid("has a statement without Effect"), Principals = principals, Actions = actions, Conditions = conditions };
    }

    private static IReadOnlyList<string> ReadPrincipals(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return Texts(element) is ["*"] all ? all : throw KeyPolicyCheck.Invalid("names a principal that is neither \"*\" nor {\"AWS\": [...]}");
        List<string> principals = [];
        foreach (JsonProperty property in Object(element, "a principal"))
            principals.AddRange(property.Name == "AWS" ? Texts(property.Value) : throw KeyPolicyCheck.Invalid($"names principals of the kind \"{property.Name}\"; only \"AWS\" is understood"));
        return principals;
    }

    private static IEnumerable<KeyPolicyCondition> ReadConditions(JsonProperty compared)
    {
        if (!s_operators.TryGetValue(compared.Name, out KeyPolicyOperator @operator))
            throw KeyPolicyCheck.Invalid($"compares by \"{compared.Name}\", which is not understood; there are {string.Join(", ", s_operators.Keys)}");
        return NonEmpty(compared.Value, "a condition").Select(property => new KeyPolicyCondition(@operator, property.Name, Texts(property.Value))).ToList();
    }

    private static void Write(Utf8JsonWriter json, KeyPolicyStatement statement)
    {
        json.WriteStartObject();
        if (statement.Sid.Length > 0)
            json.WriteString("Sid", statement.Sid);
        json.WriteString("Effect", statement.Effect.ToString());
        if (statement.Principals is ["*"])
        {
            json.WriteString("Principal", "*");
        }
        else
        {
            json.WriteStartObject("Principal");
            WriteTexts(json, "AWS", statement.Principals);
            json.WriteEndObject();
        }

        WriteTexts(json, "Action", statement.Actions);
        json.WriteString("Resource", "*");
        if (statement.Conditions.Count > 0)
        {
            json.WriteStartObject("Condition");
            foreach (IGrouping<KeyPolicyOperator, KeyPolicyCondition> group in statement.Conditions.GroupBy(static condition => condition.Operator))
            {
                json.WriteStartObject(s_operators.First(entry => entry.Value == group.Key).Key);
                foreach (KeyPolicyCondition condition in group)
                    WriteTexts(json, condition.Key, condition.Values);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static IEnumerable<JsonProperty> Object(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw KeyPolicyCheck.Invalid($"is malformed: {what} is no JSON object");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw KeyPolicyCheck.Invalid($"has \"{property.Name}\" twice in one object");
        }

        return element.EnumerateObject();
    }

    /// <summary>A condition that compares nothing would be met by every call.</summary>
    private static JsonProperty[] NonEmpty(JsonElement element, string what)
        => Object(element, what).ToArray() is { Length: > 0 } properties ? properties : throw KeyPolicyCheck.Invalid($"is malformed: {what} is empty");

    private static IEnumerable<JsonElement> Many(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [element];

    private static IReadOnlyList<string> Texts(JsonElement element) => [.. Many(element).Select(Text)];

    private static string Text(JsonElement element) => element.GetString() ?? throw KeyPolicyCheck.Invalid("has null in place of a text");
}
