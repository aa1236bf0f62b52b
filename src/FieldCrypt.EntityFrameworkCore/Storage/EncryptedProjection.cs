using System.Data.Common;
using System.Runtime.CompilerServices;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>Which columns of a query's result hold envelopes, as its SQL tree says. Immutable and thread-safe.</summary>
/// <param name="Columns">Position, name and storage of each; the name is empty where the query gives it none.</param>
/// <param name="IsByName">
/// Whether columns are found by their names, as EF Core does for the user's own SQL, whose order it does not know.
/// </param>
internal sealed record EncryptedProjection(IReadOnlyList<(int Ordinal, string Name, EncryptedStorage Storage)> Columns, bool IsByName)
{
    /// <summary>
    /// By the very text object of the command, which EF Core hands to interceptors as it is, whatever they do to the
    /// command: equal texts can be of different models.
    /// </summary>
    private static readonly ConditionalWeakTable<string, EncryptedProjection> s_projections = [];

    /// <summary>What a command yields; null if it yields no envelope that its context's model knows of.</summary>
    public static EncryptedProjection? Find(string logCommandText) => s_projections.TryGetValue(logCommandText, out EncryptedProjection? projection) ? projection : null;

    /// <summary>Remembers what a command yields as long as its text lives.</summary>
    public static void Set(string logCommandText, EncryptedProjection projection) => s_projections.AddOrUpdate(logCommandText, projection);

    /// <summary>The columns in a reader.</summary>
    public IReadOnlyList<(int Ordinal, EncryptedStorage Storage)> In(DbDataReader reader)
    {
        if (!IsByName)
            return [.. Columns.Where(column => column.Ordinal < reader.FieldCount).Select(static column => (column.Ordinal, column.Storage))];
        return [.. Enumerable.Range(0, reader.FieldCount)
            .Select(ordinal => (Ordinal: ordinal, Column: Columns.FirstOrDefault(column => column.Name.Equals(reader.GetName(ordinal), StringComparison.OrdinalIgnoreCase))))
            .Where(static found => found.Column.Name is not null)
            .Select(static found => (found.Ordinal, found.Column.Storage))];
    }
}
