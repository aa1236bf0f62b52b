namespace FieldCrypt;

/// <summary>
/// Brings values that .NET calls equal to one encoding: 1.0 and 1.00, the same instant at two offsets, the same
/// time in two kinds. Types where that cannot be done have no blind index.
/// </summary>
internal static class CanonicalValue
{
    /// <summary>Dividing by one of this scale leaves a decimal the least scale that holds it.</summary>
    private const decimal OneOfGreatestScale = 1.0000000000000000000000000000m;

    /// <summary>Whether equal values of a kind have, or can be given, equal encodings.</summary>
    public static bool Exists(ValueKind kind) => kind is not (ValueKind.Half or ValueKind.Single or ValueKind.Double or ValueKind.Uri);

    /// <summary>What to do with a value before it is encoded; null for nothing.</summary>
    public static Func<T, T>? Of<T>()
    {
        Delegate? canonicalize = null;
        if (typeof(T) == typeof(decimal))
            canonicalize = (decimal value) => value == 0 ? 0 : value / OneOfGreatestScale;
        else if (typeof(T) == typeof(DateTime))
            canonicalize = (DateTime value) => new DateTime(value.Ticks, DateTimeKind.Unspecified);
        else if (typeof(T) == typeof(DateTimeOffset))
            canonicalize = (DateTimeOffset value) => value.ToUniversalTime();
        return (Func<T, T>?)canonicalize;
    }
}
