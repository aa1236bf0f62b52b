using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace FieldCrypt;

/// <summary>
/// What the generated guard calls, which stops a mapper's context that has encrypted properties but was not set up for
/// FieldCrypt. The part that knows Entity Framework Core is generated into the application, where that is referenced.
/// Thread-safe.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class UnwiredContextGuard
{
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.NonPublicProperties
        | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields;

    private static int s_claimed;

    /// <summary>Whether the caller is the first of the process, so that one guard watches however many assemblies have one.</summary>
    public static bool TryClaim() => Interlocked.Exchange(ref s_claimed, 1) == 0;

    /// <summary>Finds the members of a mapped class that are marked <see cref="EncryptedAttribute"/>, inherited ones included.</summary>
    /// <param name="type">The class.</param>
    /// <returns>Each as <c>Class.Member</c>; empty if there is none.</returns>
    public static IReadOnlyList<string> FindEncryptedMembers([DynamicallyAccessedMembers(Members)] Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

        var found = new List<string>();
        foreach (PropertyInfo property in type.GetProperties(Instance))
            Add(property);
        foreach (FieldInfo field in type.GetFields(Instance))
            Add(field);

        // Reflection does not show the private members of base classes; their registrations do.
        for (Type? declaring = type.BaseType; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (EncryptedProperty property in EncryptedProperties.DeclaredBy(declaring))
                AddName(property.MemberName);
        }

        return found;

        void Add(MemberInfo member)
        {
            if (Attribute.IsDefined(member, typeof(EncryptedAttribute), inherit: true))
                AddName(member.Name);
        }

        void AddName(string memberName)
        {
            string name = $"{type.Name}.{memberName}";
            if (!found.Contains(name))
                found.Add(name);
        }
    }

    /// <summary>The exception that stops the operation.</summary>
    /// <param name="contextType">The context's class.</param>
    /// <param name="members">The encrypted members of its model.</param>
    public static FieldCryptException CreateException(Type contextType, IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(contextType);
        ArgumentNullException.ThrowIfNull(members);
        return new FieldCryptException(FieldCryptError.NotConfigured,
            $"{contextType.Name} maps encrypted properties ({string.Join(", ", members)}), but it was not set up for FieldCrypt, so they would be lost. Call UseFieldCrypt after the provider, for example options.UseSqlite(...).UseFieldCrypt(services). Nothing was read or written.");
    }
}
