namespace FieldCrypt.TestKit;

/// <summary>The rows of a branch key store as they lie there, under one set of names, for who changes them by other means.</summary>
/// <param name="Keys">id, context, purpose, generation, created, state, wrapped, revision, and what else the store keeps.</param>
/// <param name="Sets">context, revision, members, mac, wrapped, and what else the store keeps.</param>
public sealed record StoredRows(List<Dictionary<string, object?>> Keys, List<Dictionary<string, object?>> Sets)
{
    public StoredRows Copy() => new([.. Keys.Select(static row => new Dictionary<string, object?>(row))], [.. Sets.Select(static row => new Dictionary<string, object?>(row))]);

    /// <summary>The row of a finance key for records.</summary>
    public Dictionary<string, object?> Key(int generation) => Keys.Single(row =>
        Equals(row["context"], "Department=finance") && Convert.ToInt64(row["purpose"], null) == 0 && Convert.ToInt64(row["generation"], null) == generation);

    public Dictionary<string, object?> Set(string context) => Sets.Single(row => Equals(row["context"], context));
}
