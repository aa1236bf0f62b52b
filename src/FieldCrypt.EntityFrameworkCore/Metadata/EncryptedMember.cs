using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>Which members are encrypted, decided by the attribute alone: what a member is called or holds plays no part.</summary>
internal static class EncryptedMember
{
    private const BindingFlags DeclaredHere = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Whether a member is marked, itself or where it overrides a marked one.</summary>
    public static bool IsMarked(MemberInfo member) => Attribute.IsDefined(member, typeof(EncryptedAttribute), inherit: true);

    /// <summary>What was generated for a mapped property; null if it is not encrypted.</summary>
    public static EncryptedProperty? Find(IReadOnlyPropertyBase property)
        => (property.PropertyInfo as MemberInfo ?? property.FieldInfo) is { } member ? EncryptedProperties.Find(member) : null;

    /// <summary>The marked members of a type and of its base classes up to one that the model maps by itself.</summary>
    /// <param name="type">The CLR type.</param>
    /// <param name="mappedBase">The first base class to leave out; null for none.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Only conventions call this, and none run with the compiled model that a trimmed application has.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    public static IEnumerable<MemberInfo> FindAll(Type type, Type? mappedBase)
    {
        for (Type? current = type; current is not null && current != mappedBase; current = current.BaseType)
        {
            foreach (MemberInfo member in current.GetMembers(DeclaredHere))
            {
                if (member is PropertyInfo or FieldInfo && IsMarked(member))
                    yield return member;
            }
        }
    }
}
