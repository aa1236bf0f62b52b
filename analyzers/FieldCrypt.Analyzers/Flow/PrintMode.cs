namespace FieldCrypt.Analyzers;

/// <summary>How an object becomes text.</summary>
internal enum PrintMode
{
    /// <summary>By ToString: a record prints its members, a class only what its override returns.</summary>
    Text,

    /// <summary>By a serializer: every public member, and theirs, but those that [JsonIgnore] and the like keep out.</summary>
    Serialized,

    /// <summary>By a logger's destructuring, which knows nothing of [JsonIgnore].</summary>
    Destructured,
}
