using System.Buffers.Text;
using System.ComponentModel;
using System.Text;

namespace FieldCrypt;

/// <summary>
/// What the generated static methods call: encrypts and decrypts one value under the key ring and column that a binding
/// (<c>keyRing/Table/Column</c>) names. Thread-safe. Application code uses <see cref="KeyRing"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EncryptedValues
{
    /// <summary>Encrypts a value that a mapper converts by itself during a save, under a data key of its own.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="value">The value; not null.</param>
    /// <param name="binding">Key ring, table and column.</param>
    /// <exception cref="FieldCryptException">
    /// <see cref="FieldCryptError.QueryNotSupported"/> outside a save: a query compares an encrypted property.
    /// </exception>
    public static byte[] Encrypt<T>(EncryptedProperty<T, byte[]> property, T value, string binding)
        where T : notnull
        => Encrypt(property.Bind(binding), property, value);

    /// <summary>As the other overload, into base64url text.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="value">The value; not null.</param>
    /// <param name="binding">Key ring, table and column.</param>
    public static string Encrypt<T>(EncryptedProperty<T, string> property, T value, string binding)
        where T : notnull
        => EnvelopeText.Encode(Encrypt(property.Bind(binding), property, value));

    /// <summary>Decrypts an envelope, blocking the thread while its key is opened where nobody opened it before.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="binding">Key ring, table and column.</param>
    /// <exception cref="FieldCryptException">The value cannot be read; the error and message tell why.</exception>
    public static T Decrypt<T>(EncryptedProperty<T, byte[]> property, byte[] envelope, string binding)
        where T : notnull
    {
        ColumnBinding<T> bound = property.Bind(binding);
        return bound.KeyRing.Decrypt(bound.Column, envelope);
    }

    /// <summary>As the other overload, from base64url text.</summary>
    /// <typeparam name="T">The CLR type.</typeparam>
    /// <param name="property">The property.</param>
    /// <param name="envelope">The envelope as text.</param>
    /// <param name="binding">Key ring, table and column.</param>
    public static T Decrypt<T>(EncryptedProperty<T, string> property, string envelope, string binding)
        where T : notnull
    {
        ColumnBinding<T> bound = property.Bind(binding);
        byte[] bytes = EnvelopeText.TryDecode(envelope)
            ?? throw EnvelopeErrors.Structure(FieldCryptError.NotAnEnvelope, Encoding.UTF8.GetBytes(envelope), bound.Column.FullName);
        return bound.KeyRing.Decrypt(bound.Column, bytes);
    }

    private static byte[] Encrypt<T>(ColumnBinding<T> bound, EncryptedProperty property, T value)
    {
        if (!EncryptionScope.IsActive)
        {
            throw new FieldCryptException(FieldCryptError.QueryNotSupported,
                $"A value for {bound.Column.FullName} ({property}) was to be encrypted outside SaveChanges: a query compares or sets an encrypted property as if it were plaintext. Load the rows by another condition and compare in memory, or mark the property Searchable.")
            { Column = bound.Column.FullName };
        }

        EncryptionContext context = bound.Column.Context;
        if (EncryptionScope.FindKey(context) is { } own)
            return bound.Column.Encrypt(value, own);
        using RecordKey key = bound.KeyRing.CreateRecordKey(context);
        return bound.Column.Encrypt(value, key);
    }
}
