using System.Collections.Concurrent;
using System.ComponentModel;
using System.Linq.Expressions;

namespace FieldCrypt;

/// <summary>An encrypted property with its types, its encoding and the generated pair of static methods that convert it.</summary>
/// <typeparam name="T">The CLR type of its values.</typeparam>
/// <typeparam name="TStored">The stored type: <c>byte[]</c>, or <see cref="string"/> with text storage.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EncryptedProperty<T, TStored> : EncryptedProperty
    where T : notnull
    where TStored : class
{
    private readonly ConcurrentDictionary<string, ColumnBinding<T>> _bindings = new(StringComparer.Ordinal);
    private ColumnBinding<T>? _lastBinding;

    /// <summary>Describes a property; generated code calls this.</summary>
    /// <param name="declaringType">The type that declares the member.</param>
    /// <param name="memberName">The member's name.</param>
    /// <param name="context">The encryption context.</param>
    /// <param name="encoding">The encoding of its values.</param>
    /// <param name="encrypt">Calls the generated static method that encrypts: value, column binding → stored.</param>
    /// <param name="decrypt">Calls the generated static method that decrypts: stored, column binding → value.</param>
    public EncryptedProperty(
        Type declaringType,
        string memberName,
        EncryptionContext context,
        ValueEncoding<T> encoding,
        Expression<Func<T, string, TStored>> encrypt,
        Expression<Func<TStored, string, T>> decrypt)
        : base(declaringType, memberName, typeof(T), context)
    {
        Encoding = encoding;
        EncryptExpression = encrypt;
        DecryptExpression = decrypt;
    }

    /// <summary>The encoding of its values.</summary>
    public ValueEncoding<T> Encoding { get; }

    /// <summary>The call of the generated method that encrypts; an expression, so that EF Core can print it into a compiled model.</summary>
    public Expression<Func<T, string, TStored>> EncryptExpression { get; }

    /// <summary>The call of the generated method that decrypts.</summary>
    public Expression<Func<TStored, string, T>> DecryptExpression { get; }

    /// <inheritdoc/>
    public override bool HasCanonicalForm => CanonicalValue.Exists(Encoding.Kind);

    /// <inheritdoc/>
    public override EncryptedStorage Storage => typeof(TStored) == typeof(string) ? EncryptedStorage.Text : EncryptedStorage.Binary;

    /// <summary>Describes one column that the property is mapped to.</summary>
    /// <param name="table">The logical table name.</param>
    /// <param name="column">The logical column name.</param>
    public EncryptedColumn<T> CreateColumn(string table, string column) => CreateColumn(table, column, Context);

    /// <summary>As the other overload, under the context that <see cref="EncryptedProperty.ContextIn"/> gives.</summary>
    /// <param name="table">The logical table name.</param>
    /// <param name="column">The logical column name.</param>
    /// <param name="context">The encryption context.</param>
    public EncryptedColumn<T> CreateColumn(string table, string column, EncryptionContext context) => new(table, column, context, Encoding, PadTo);

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IEncryptedPropertyVisitor<TResult> visitor) => visitor.Visit(this);

    /// <summary>Resolves a binding; cached until its key ring is disposed.</summary>
    internal ColumnBinding<T> Bind(string binding)
    {
        ColumnBinding<T>? resolved = _lastBinding;
        if (resolved is not null && ReferenceEquals(resolved.Text, binding) && !resolved.KeyRing.IsDisposed)
            return resolved;

        if (!_bindings.TryGetValue(binding, out resolved) || resolved.KeyRing.IsDisposed)
        {
            var (keyRing, table, column, context) = ColumnBinding.Parse(binding);
            resolved = new ColumnBinding<T>(binding, KeyRings.Find(keyRing), CreateColumn(table, column, context ?? Context));
            _bindings[binding] = resolved;
        }

        _lastBinding = resolved;
        return resolved;
    }
}
