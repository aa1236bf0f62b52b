namespace FieldCrypt;

/// <summary>
/// What the source generator knows of one <see cref="EncryptedAttribute"/>: an immutable description that mappers
/// (EF Core, DynamoDB) read instead of reflecting. Thread-safe.
/// </summary>
public abstract class EncryptedProperty
{
    private protected EncryptedProperty(Type declaringType, string memberName, Type clrType, EncryptionContext context)
    {
        DeclaringType = declaringType;
        MemberName = memberName;
        ClrType = clrType;
        Context = context;
    }

    /// <summary>The type that declares the member; the generic definition where that is generic.</summary>
    public Type DeclaringType { get; }

    /// <summary>The property's or field's name.</summary>
    public string MemberName { get; }

    /// <summary>The CLR type of a value that is not null.</summary>
    public Type ClrType { get; }

    /// <summary>The encryption context, with the defaults of class and assembly applied.</summary>
    public EncryptionContext Context { get; }

    /// <summary>The column part of the logical name: <see cref="EncryptedAttribute.Name"/>, else the member's name.</summary>
    public string ColumnName { get => field ?? MemberName; init; }

    /// <summary>The table part of the logical name where <see cref="EncryptedTableAttribute"/> on the declaring class fixes it.</summary>
    public string? TableName { get; init; }

    /// <summary><see cref="EncryptedAttribute.Searchable"/>.</summary>
    public bool Searchable { get; init; }

    /// <summary><see cref="EncryptedAttribute.PadTo"/>, bytes.</summary>
    public int PadTo { get; init; }

    /// <summary>How the envelope is stored.</summary>
    public abstract EncryptedStorage Storage { get; }

    /// <summary>Calls the visitor with the property's types as type arguments.</summary>
    /// <typeparam name="TResult">What the visitor returns.</typeparam>
    /// <param name="visitor">The visitor.</param>
    public abstract TResult Accept<TResult>(IEncryptedPropertyVisitor<TResult> visitor);

    /// <summary>Declaring type and member, for messages.</summary>
    public override string ToString() => $"{DeclaringType.Name}.{MemberName}";
}
