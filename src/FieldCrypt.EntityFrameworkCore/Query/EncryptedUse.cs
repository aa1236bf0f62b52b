using System.Linq.Expressions;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>A way a query may use an encrypted column that ciphertext cannot answer, and what to write instead.</summary>
/// <param name="What">Completes "the query uses the encrypted property Card.Pan …".</param>
/// <param name="Instead">A sentence telling what to do.</param>
internal sealed record EncryptedUse(string What, string Instead)
{
    private const string InMemory = "Select the property itself and do this in memory, after AsEnumerable() or ToListAsync()";

    private const string Search = "Mark it [Encrypted(Searchable = true)] to find equal values by a blind index, or find the rows by another condition and compare in memory";

    public static EncryptedUse Ordering { get; } = new("in ORDER BY (OrderBy, ThenBy, grouping of whole entities)", $"Order by another property. {InMemory}, where the rows are few");

    public static EncryptedUse Grouping { get; } = new("in GROUP BY (GroupBy)", $"Group by another property. {InMemory}");

    public static EncryptedUse Distinct { get; } = new("under DISTINCT (Distinct, Count of distinct values) without the row's primary key", $"Select the primary key as well. {InMemory}");

    public static EncryptedUse Partition { get; } = new("in PARTITION BY", InMemory);

    public static EncryptedUse SetOperation { get; } = new("in UNION, EXCEPT or INTERSECT (Union, Except, Intersect) without the row's primary key", $"Select the primary key as well, or use Concat, which compares nothing. {InMemory}");

    public static EncryptedUse MixedColumns { get; } = new("in a place that another value or column takes too (Concat or Union of two columns, a conditional)", $"Each column's ciphertext is bound to that column: select the columns apart. {InMemory}");

    public static EncryptedUse Pattern { get; } = new("in LIKE (StartsWith, EndsWith, Contains)", $"Keep what you search for, such as the last four digits, in a property of its own. {InMemory}");

    public static EncryptedUse Comparison { get; } = new("in a comparison (==, !=, Equals, Contains, a join)", Search);

    public static EncryptedUse ColumnComparison { get; } = new("in a comparison with another column or a computed value", "A blind index compares a Searchable property with constants, variables, lists of them, and itself. Find the rows by another condition and compare in memory");

    public static EncryptedUse UnreachableIndex { get; } = new("in a comparison where its blind index is out of reach (behind a grouped or computed subquery)", "Compare before that subquery, on the entity itself");

    public static EncryptedUse ListComparison { get; } = new("in a comparison with a list that the database unpacks", "Use list.Contains(property) without EF.Parameter, or fewer elements");

    public static EncryptedUse Condition { get; } = new("as a condition", $"Only \"== null\" and \"!= null\" can be answered. {Search}");

    public static EncryptedUse Conversion { get; } = new("in a conversion (CAST)", InMemory);

    public static EncryptedUse Computation { get; } = new("in a computation in the database", InMemory);

    public static EncryptedUse BulkCopy { get; } = new("in ExecuteUpdate to copy or compute a value in the database", "Ciphertext is bound to its row's key and its column, so it cannot be copied. Load the rows and change them with SaveChanges");

    public static EncryptedUse BulkValue { get; } = new("in ExecuteUpdate with a value that is no constant, variable or null", "The database has no key to encrypt it with. Compute the value before, or load the rows and change them with SaveChanges");

    public static EncryptedUse Function(string name) => new($"in {name.ToUpperInvariant()}(…)", InMemory);

    public static EncryptedUse Operator(ExpressionType operatorType) => operatorType switch
    {
        ExpressionType.Equal or ExpressionType.NotEqual => Comparison,
        ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
            => new("in a range comparison (<, <=, >, >=, Compare)", $"Bound the rows by another property. {InMemory}"),
        ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.Not => Condition,
        ExpressionType.Add => new("in + (addition, concatenation)", InMemory),
        _ => Computation,
    };
}
