namespace FieldCrypt;

/// <summary>
/// Fixes the table part of the logical name that a class's ciphertext is bound to, so that renaming the class leaves
/// existing values readable. Without it the name of the entity's class is used.
/// </summary>
/// <param name="name">The logical table name, 1 to 128 characters; by custom the class's first name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EncryptedTableAttribute(string name) : Attribute
{
    /// <summary>The logical table name.</summary>
    public string Name { get; } = name;
}
