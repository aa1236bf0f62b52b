using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// Whether a class looks like an entity although this compilation does not show who stores it: a key of its own, settable
/// properties, and a place or base class where entities live; never one named or placed as a DTO, request, view model.
/// </summary>
internal static class EntityShape
{
    private static readonly ImmutableHashSet<string> EntitySpaces = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Domain", "Models", "Model", "Data", "DataAccess", "DataLayer", "Db", "Database", "DBContext", "EF", "Storage", "Core", "Infrastructure", "Dominio",
        "Modelos", "Modelo");

    private static readonly ImmutableHashSet<string> StrongSpaces = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "Entities", "Entites", "Entity", "EntityModels", "Tables", "DataModel", "DataModels", "Entidades", "Poco", "Pocos", "DAL", "Persistence", "DomainModel");

    private static readonly ImmutableHashSet<string> WireAttributes = ImmutableHashSet.Create(
        "JsonProperty", "JsonPropertyName", "DataMember", "XmlElement", "XmlAttribute", "ProtoMember", "MessagePackKey", "FromForm", "FromBody", "FromQuery",
        "BindProperty", "Compare", "Remote", "Option", "Name", "ApiMember");

    public static bool IsEntityLike(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsStatic
            || type.HasAttribute("DataContract", "XmlRoot", "XmlType", "JsonObject", "ProtoContract", "MessagePackObject"))
        {
            return false;
        }

        var place = PlaceOf(type);
        if (place == Place.Transfer || TransferNames.IsTransferName(type) && !(place == Place.Entities && type.Name.EndsWith("Model", StringComparison.Ordinal)))
        {
            return false;
        }

        if (place == Place.Entities)
        {
            return HasSettableProperty(type);
        }

        if (type.TypeKind == TypeKind.Struct || HasWireMember(type))
        {
            return false;
        }

        return DerivesFromEntity(type)
            || type.Name.EndsWith("Entity", StringComparison.Ordinal)
            || KeyOf(type) is { } key && (place == Place.Models || HasNavigation(type) || IsValueKey(key));
    }

    private static bool HasWireMember(INamedTypeSymbol type) => type.GetMembers().Any(static member =>
        member is IPropertySymbol or IFieldSymbol && member.HasAttribute(WireAttributes));

    private static bool DerivesFromEntity(INamedTypeSymbol type)
    {
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            if (IsEntityName(parent.Name))
            {
                return true;
            }
        }

        return type.Interfaces.Any(static face => face.Name.Length > 1 && face.Name[0] == 'I' && IsEntityName(face.Name.Substring(1)));
    }

    private static bool IsEntityName(string name) =>
        name.EndsWith("Entity", StringComparison.Ordinal)
        || name.EndsWith("AggregateRoot", StringComparison.Ordinal)
        || name.StartsWith("Entity", StringComparison.Ordinal) && (name.Length == 6 || name.StartsWith("EntityBase", StringComparison.Ordinal))
        || name is "BaseModel" or "BaseDomain" or "DomainObject" or "PersistentObject" or "ModelBase" or "DomainEntityBase" or "ValueObject" or "Auditable" or "AuditableBase";

    private static IPropertySymbol? KeyOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public } property && IsKeyName(property.Name, type.Name))
                {
                    return property;
                }
            }
        }

        return null;
    }

    private static bool IsKeyName(string name, string typeName) =>
        name.Equals("Id", StringComparison.OrdinalIgnoreCase)
        || name.Equals("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) && IsTypeName(name.Substring(0, name.Length - 2).TrimEnd('_'), typeName)
        || name.StartsWith("Id", StringComparison.Ordinal) && IsTypeName(name.Substring(2).TrimStart('_'), typeName);

    private static bool IsTypeName(string name, string typeName) =>
        name.Length > 0 && (name.Equals(typeName, StringComparison.OrdinalIgnoreCase)
            || typeName.Equals(name + "s", StringComparison.OrdinalIgnoreCase)
            || typeName.EndsWith(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsValueKey(IPropertySymbol key) =>
        key.SetMethod is not null && (key.Type.SpecialType is SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 || key.Type.Name is "Guid" or "ObjectId");

    private static bool HasSettableProperty(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(static property => property is { IsStatic: false, SetMethod: not null });

    private static bool HasNavigation(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(static property => property is { IsVirtual: true, Type.Name: "ICollection" or "IList" or "List" or "EntitySet" or "ISet" });

    // The innermost namespace or folder that tells decides: Shop.Api.Entities holds entities, Shop.Domain.Requests none.
    private static Place PlaceOf(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (PlaceOf(space.Name) is var place and not Place.Unknown)
            {
                return place;
            }
        }

        return type.DeclaringSyntaxReferences.Length > 0
            && type.DeclaringSyntaxReferences[0].SyntaxTree.FilePath.Split('/', '\\') is { Length: > 1 } folders
            ? PlaceOf(folders[folders.Length - 2])
            : Place.Unknown;
    }

    private static Place PlaceOf(string name) =>
        StrongSpaces.Contains(name) ? Place.Entities
        : EntitySpaces.Contains(name) ? Place.Models
        : TransferNames.IsTransferSpace(name) ? Place.Transfer
        : Place.Unknown;

    private enum Place
    {
        Unknown,
        Entities,
        Models,
        Transfer,
    }
}
