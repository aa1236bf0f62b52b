namespace FieldCrypt.Analyzers;

/// <summary>How an object becomes text.</summary>
internal enum PrintMode
{
    /// <summary>By ToString: a record prints its members, a class only what its override returns.</summary>
    Text,

    /// <summary>By a serializer or destructuring: every public member, and theirs.</summary>
    Serialized,
}
