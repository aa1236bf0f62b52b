using System.ComponentModel;

namespace FieldCrypt;

/// <summary>Receives a property with its types as type arguments, so that mappers need no reflection.</summary>
/// <typeparam name="TResult">What the visitor returns.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEncryptedPropertyVisitor<out TResult>
{
    /// <summary>Visits a property.</summary>
    /// <typeparam name="T">The CLR type of its values.</typeparam>
    /// <typeparam name="TStored">The stored type: <c>byte[]</c>, or <see cref="string"/> with text storage.</typeparam>
    /// <param name="property">The property.</param>
    TResult Visit<T, TStored>(EncryptedProperty<T, TStored> property)
        where T : notnull
        where TStored : class;
}
