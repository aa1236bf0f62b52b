using System.Collections.Immutable;
using System.Text.Json;

namespace FieldCrypt.Tests.Vectors;

/// <summary>A catalogue of docs/vectors/embedded.json as the library holds it.</summary>
internal static class VectorCatalogue
{
    public static Catalogue Of(JsonElement vector)
    {
        var header = new StoreHeader(Guid.Parse(vector.Text("store_id")), Time(vector, "created_at")!.Value, vector.Text("root_kind"), vector.Hex("root_parameters"), vector.Hex("root_check"), vector.Number("revision"), Time(vector, "clock_at")!.Value, Time(vector, "observed_at")!.Value);
        Catalogue catalogue = Catalogue.Empty(header);
        foreach (JsonElement key in vector.GetProperty("keys").EnumerateArray())
            catalogue = catalogue.With(KekOf(key, vector));
        foreach (JsonProperty alias in vector.GetProperty("aliases").EnumerateObject())
            catalogue = catalogue.WithAlias(alias.Name, alias.Value.GetGuid());
        return catalogue;
    }

    private static Kek KekOf(JsonElement key, JsonElement vector)
    {
        string? policy = vector.TryGetProperty("policies", out JsonElement policies) && policies.TryGetProperty(key.Text("key_id"), out JsonElement text) ? text.GetString() : null;
        IEnumerable<JsonElement> grants = vector.TryGetProperty("grants", out JsonElement all) ? all.EnumerateArray() : [];
        return new Kek
        {
            Id = Guid.Parse(key.Text("key_id")),
            Description = key.Text("description"),
            CreatedAt = Time(key, "created_at")!.Value,
            State = (KeyState)key.Number("state"),
            DeletionAt = Time(key, "deletion_at"),
            RotationPeriod = Long(key, "rotation_period") is { } period ? TimeSpan.FromMilliseconds(period) : null,
            Versions = [.. key.GetProperty("versions").EnumerateArray().Select(static version => new KekVersion(version.Number("version"), Time(version, "created_at")!.Value, TextOrNull(version, "wrapped") is { } wrapped ? Convert.FromHexString(wrapped) : null))],
            Tags = Kek.EmptyTags.AddRange(key.GetProperty("tags").EnumerateObject().Select(static tag => KeyValuePair.Create(tag.Name, tag.Value.GetString()!))),
            Policy = policy is null ? KeyPolicy.Default : KeyPolicy.Parse(policy),
            PolicyText = policy,
            Grants = Kek.EmptyGrants.AddRange(grants.Where(grant => grant.Text("key_id") == key.Text("key_id")).Select(static grant => KeyValuePair.Create(grant.Text("grant_id"), GrantOf(grant)))),
        };
    }

    private static KeyGrant GrantOf(JsonElement grant)
    {
        EncryptionContext? equals = ContextOrNull(grant, "context_equals"), subset = ContextOrNull(grant, "context_subset");
        return new KeyGrant
        {
            GrantId = grant.Text("grant_id"),
            Name = grant.Text("name"),
            GranteePrincipal = grant.Text("grantee"),
            RetiringPrincipal = TextOrNull(grant, "retiring"),
            IssuingPrincipal = grant.Text("issuer"),
            CreatedAt = Time(grant, "created_at"),
            Operations = [.. grant.Text("operations").Split(',').Select(Enum.Parse<KeyGrantOperation>)],
            Constraints = equals is null && subset is null ? null : new KeyGrantConstraints { EncryptionContextEquals = equals, EncryptionContextSubset = subset },
        };
    }

    private static string? TextOrNull(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static EncryptionContext? ContextOrNull(JsonElement element, string name) => TextOrNull(element, name) is { } text ? EncryptionContext.Parse(text) : null;

    private static long? Long(JsonElement element, string name) => element.GetProperty(name).ValueKind == JsonValueKind.Null ? null : element.GetProperty(name).GetInt64();

    private static DateTimeOffset? Time(JsonElement element, string name) => Long(element, name) is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
