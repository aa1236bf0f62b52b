using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FieldCrypt;

/// <summary>All encrypted properties of the loaded assemblies; each assembly's generated module initializer adds its own. Thread-safe.</summary>
public static class EncryptedProperties
{
    private static readonly ConcurrentDictionary<(Type, string), EncryptedProperty> s_properties = new();

    /// <summary>Adds properties; generated code calls this.</summary>
    /// <param name="properties">The properties.</param>
    public static void Register(params ReadOnlySpan<EncryptedProperty> properties)
    {
        foreach (EncryptedProperty property in properties)
            s_properties[(property.DeclaringType, property.MemberName)] = property;
    }

    /// <summary>Finds what was generated for a member; <see langword="null"/> if it is not marked <see cref="EncryptedAttribute"/>.</summary>
    /// <param name="member">A property or field.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.NotConfigured"/>: the member is marked, but its assembly was compiled without the generator.
    /// </exception>
    public static EncryptedProperty? Find(MemberInfo member)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (!member.IsDefined(typeof(EncryptedAttribute), inherit: true))
            return null;

        Type declaring = member.DeclaringType!;
        if (declaring.IsGenericType)
            declaring = declaring.GetGenericTypeDefinition();
        if (s_properties.TryGetValue((declaring, member.Name), out EncryptedProperty? property))
            return property;

        // Reflection alone does not run a module's initializer.
        RuntimeHelpers.RunModuleConstructor(declaring.Module.ModuleHandle);
        return s_properties.TryGetValue((declaring, member.Name), out property)
            ? property
            : throw new FieldCryptException(FieldCryptError.NotConfigured,
                $"{declaring.Name}.{member.Name} is marked [Encrypted], but no code was generated for it. Reference the FieldCrypt package in the project that declares {declaring.Name}, with its analyzers, and build it again.");
    }
}
