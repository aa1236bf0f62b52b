namespace FieldCrypt;

/// <summary>
/// The encryption context of every <see cref="EncryptedAttribute"/> in a class or an assembly that names none of its own.
/// </summary>
/// <param name="context">Comma-separated <c>Name=value</c> pairs, as in <see cref="EncryptedAttribute.Context"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly)]
public sealed class EncryptionContextAttribute(string context) : Attribute
{
    /// <summary>The encryption context as comma-separated <c>Name=value</c> pairs.</summary>
    public string Context { get; } = context;
}
