namespace FieldCrypt.Analyzers;

/// <summary>What is known about the value of an expression.</summary>
internal readonly struct ValueFlow
{
    private readonly bool _cleared;

    private ValueFlow(SensitiveSource? source, ulong parameters, bool cleared, ulong serialized = 0)
    {
        Source = source;
        Parameters = parameters;
        Serialized = serialized;
        _cleared = cleared;
    }

    /// <summary>Nothing is known; the name of what holds the value may still say something.</summary>
    public static ValueFlow Unknown => default;

    /// <summary>Certainly harmless: masked, hashed, a last-four slice, a length, a comparison, a constant.</summary>
    public static ValueFlow Cleared => new(null, 0, cleared: true);

    public static ValueFlow From(SensitiveSource source) => new(source, 0, cleared: false);

    public static ValueFlow FromParameter(int ordinal) =>
        ordinal < 64 ? new ValueFlow(null, 1UL << ordinal, cleared: false) : Unknown;

    /// <summary>The sensitive plaintext in the value, if any was found.</summary>
    public SensitiveSource? Source { get; }

    /// <summary>The parameters of the enclosing method whose values are in the value, as a bit set by ordinal.</summary>
    public ulong Parameters { get; }

    /// <summary>Those of <see cref="Parameters"/> of which every public member is in the value.</summary>
    public ulong Serialized { get; }

    public bool IsCleared => _cleared;

    public bool IsUnknown => !_cleared && Source is null && Parameters == 0;

    /// <summary>The flow of a value made from both.</summary>
    public ValueFlow Or(ValueFlow other) =>
        new(Source ?? other.Source, Parameters | other.Parameters, _cleared && other._cleared, Serialized | other.Serialized);

    /// <summary>The same value behind a serializer.</summary>
    public ValueFlow AsSerialized() => new(Source, Parameters, _cleared, Parameters);

    /// <summary>The same value with the parameters replaced by what a call passes for them.</summary>
    public ValueFlow WithoutParameters() => new(Source, 0, _cleared);
}
