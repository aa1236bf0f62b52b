using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FieldCrypt;

/// <summary>All encrypted properties of the loaded assemblies; each assembly's generated module initializer adds its own. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EncryptedProperties
{
    private static readonly ConcurrentDictionary<(Type, string), EncryptedProperty> s_properties = new();
    private static readonly ConcurrentDictionary<Type, Func<EncryptedProperty[]>> s_sources = new();

    /// <summary>Adds properties.</summary>
    /// <param name="properties">The properties.</param>
    public static void Register(params ReadOnlySpan<EncryptedProperty> properties)
    {
        foreach (EncryptedProperty property in properties)
            s_properties[(property.DeclaringType, property.MemberName)] = property;
    }

    /// <summary>Adds the properties of a type, which are made when the first of them is looked for; generated code calls this.</summary>
    /// <param name="declaringType">The type that declares the members; the generic definition where it is generic.</param>
    /// <param name="properties">Makes the properties; may be called more than once.</param>
    public static void Register(Type declaringType, Func<EncryptedProperty[]> properties)
    {
        ArgumentNullException.ThrowIfNull(declaringType);
        ArgumentNullException.ThrowIfNull(properties);
        s_sources[declaringType] = properties;
    }

    /// <summary>
    /// Finds what was generated for a member, or for the member that it overrides; <see langword="null"/> if neither is
    /// marked <see cref="EncryptedAttribute"/>.
    /// </summary>
    /// <param name="member">A property or field.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: the member is marked, but its assembly was compiled without the generator.
    /// </exception>
    public static EncryptedProperty? Find(MemberInfo member)
    {
        ArgumentNullException.ThrowIfNull(member);

        // Unlike MemberInfo.IsDefined this looks at overridden properties too.
        if (!Attribute.IsDefined(member, typeof(EncryptedAttribute), inherit: true))
            return null;

        Type? declaring = member.DeclaringType!;
        do
        {
            if (TryFind(declaring, member.Name, out EncryptedProperty? property))
                return property;
            declaring = IsOverride(member) ? declaring.BaseType : null;
        }
        while (declaring is not null);

        throw new FieldCryptException(FieldCryptError.NotConfigured,
            $"{member.DeclaringType!.Name}.{member.Name} is marked [Encrypted], but no code was generated for it. Reference the FieldCrypt package in the project that declares {member.DeclaringType.Name}, with its analyzers, and build it again.");
    }

    /// <summary>What is registered for the members that a type itself declares.</summary>
    internal static IEnumerable<EncryptedProperty> DeclaredBy(Type declaring)
    {
        if (declaring.IsGenericType)
            declaring = declaring.GetGenericTypeDefinition();
        RuntimeHelpers.RunModuleConstructor(declaring.Module.ModuleHandle);
        Load(declaring);
        return s_properties.Values.Where(property => property.DeclaringType == declaring);
    }

    private static bool TryFind(Type declaring, string name, [NotNullWhen(true)] out EncryptedProperty? property)
    {
        if (declaring.IsGenericType)
            declaring = declaring.GetGenericTypeDefinition();
        if (TryFindRegistered(declaring, name, out property))
            return true;

        // Reflection alone does not run a module's initializer.
        RuntimeHelpers.RunModuleConstructor(declaring.Module.ModuleHandle);
        return TryFindRegistered(declaring, name, out property);
    }

    private static bool TryFindRegistered(Type declaring, string name, [NotNullWhen(true)] out EncryptedProperty? property)
    {
        if (s_properties.TryGetValue((declaring, name), out property))
            return true;
        Load(declaring);
        return s_properties.TryGetValue((declaring, name), out property);
    }

    private static void Load(Type declaring)
    {
        if (!s_sources.TryGetValue(declaring, out Func<EncryptedProperty[]>? source))
            return;

        // Removed only afterwards: a thread that finds no source any more finds the properties.
        Register(source());
        s_sources.TryRemove(declaring, out _);
    }

    private static bool IsOverride(MemberInfo member)
        => member is PropertyInfo property
            && (property.GetMethod ?? property.SetMethod) is { IsVirtual: true } accessor
            && accessor.GetBaseDefinition() != accessor;
}
