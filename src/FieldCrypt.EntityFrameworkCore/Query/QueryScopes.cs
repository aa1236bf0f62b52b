using System.Globalization;
using System.Linq.Expressions;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// The FROM clauses around the place in a query that is being looked at. Finds the blind index column beside an
/// encrypted one, and where that comes from a derived table makes the table yield the index too.
/// </summary>
internal sealed class QueryScopes(EncryptedExpressions expressions)
{
    private readonly List<TableExpressionBase[]> _scopes = [];

    /// <summary>Opens a FROM clause. Its tables are replaced in the array as they change.</summary>
    public void Enter(TableExpressionBase[] tables) => _scopes.Add(tables);

    /// <summary>Leaves the FROM clause opened last.</summary>
    public void Exit() => _scopes.RemoveAt(_scopes.Count - 1);

    /// <summary>The index column that goes with an encrypted column; null where it cannot be reached.</summary>
    public ColumnExpression? FindIndex(ColumnExpression column, IProperty property, BlindIndexColumn index)
    {
        for (int i = _scopes.Count - 1; i >= 0; i--)
        {
            if (Find(_scopes[i], column, property, index, out ColumnExpression? found))
                return found;
        }

        return null;
    }

    /// <summary>Whether a FROM clause has the column's table; what it yields is null if the index cannot be reached there.</summary>
    private bool Find(TableExpressionBase[] tables, ColumnExpression column, IProperty property, BlindIndexColumn index, out ColumnExpression? found)
    {
        found = null;
        for (int i = 0; i < tables.Length; i++)
        {
            TableExpressionBase table = Unwrap(tables[i]);
            if (table.Alias != column.TableAlias)
                continue;
            if (Expose(table, column, property, index) is { } exposed)
            {
                tables[i] = Rewrap(tables[i], exposed.Table);
                found = exposed.Index;
            }

            return true;
        }

        return false;
    }

    private Exposed? Expose(TableExpressionBase table, ColumnExpression column, IProperty property, BlindIndexColumn index)
    {
        switch (table)
        {
            case ITableBasedExpression based:
                return based.Table?.FindColumn(index.IndexProperty) is { } stored
                    ? new Exposed(table, new ColumnExpression(stored.Name, column.TableAlias!, stored, typeof(byte[]), index.Mapping, column.IsNullable))
                    : null;
            case SelectExpression select:
                int position = PositionOf(select, column.Name);
                return Project(select, position, property, index, reuse: true) is { } projected
                    ? new Exposed(projected.Select, Outer(projected.Select, projected.Position, column, index))
                    : null;
            case SetOperationBase operation:
                return Expose(operation, column, property, index);
            default:
                return null;
        }
    }

    /// <summary>Both sides yield the index at the same place, or the operation would mix columns.</summary>
    private Exposed? Expose(SetOperationBase operation, ColumnExpression column, IProperty property, BlindIndexColumn index)
    {
        int position = PositionOf(operation.Source1, column.Name);
        foreach (bool reuse in (ReadOnlySpan<bool>)[true, false])
        {
            Projected? first = Project(operation.Source1, position, property, index, reuse);
            Projected? second = Project(operation.Source2, position, property, index, reuse);
            if (first is null || second is null)
                return null;
            if (first.Position == second.Position)
                return new Exposed(operation.Update(first.Select, second.Select), Outer(first.Select, first.Position, column, index));
        }

        return null;
    }

    /// <summary>Makes a SELECT yield the index of the encrypted column that it yields at a position.</summary>
    private Projected? Project(SelectExpression select, int position, IProperty property, BlindIndexColumn index, bool reuse)
    {
        if (position < 0 || select.GroupBy.Count > 0)
            return null;

        TableExpressionBase[] tables = [.. select.Tables];
        SqlExpression? found = IndexOf(select.Projection[position].Expression, tables, property, index);
        if (found is null)
            return null;

        List<ProjectionExpression> projection = [.. select.Projection];
        int at = reuse ? projection.FindIndex(projected => projected.Expression.Equals(found)) : -1;
        if (at < 0)
        {
            at = projection.Count;
            projection.Add(new ProjectionExpression(found, UnusedAlias(projection, (found as ColumnExpression)?.Name ?? index.IndexProperty.Name)));
        }

        SelectExpression updated = select.Update(
            tables, select.Predicate, select.GroupBy, select.Having, projection, select.Orderings, select.Offset, select.Limit);
        return new Projected(updated, at);
    }

    /// <summary>The index of what a SELECT over these tables yields; null if it cannot be reached.</summary>
    private SqlExpression? IndexOf(SqlExpression yielded, TableExpressionBase[] tables, IProperty property, BlindIndexColumn index)
    {
        if (yielded is ColumnExpression column && expressions.PropertyOf(column) == property)
            return Find(tables, column, property, index, out ColumnExpression? here) ? here : FindIndex(column, property, index);

        // A side of a union that has no such column, such as a sibling's table in a TPC hierarchy: NULL has the index NULL.
        bool isNull = yielded is SqlConstantExpression { Value: null } or SqlUnaryExpression { OperatorType: ExpressionType.Convert, Operand: SqlConstantExpression { Value: null } };
        return isNull && expressions.ByMapping(yielded) == property
            ? new SqlUnaryExpression(ExpressionType.Convert, new SqlConstantExpression(null, typeof(byte[]), index.Mapping), typeof(byte[]), index.Mapping)
            : null;
    }

    private static ColumnExpression Outer(SelectExpression select, int position, ColumnExpression column, BlindIndexColumn index)
    {
        ProjectionExpression projected = select.Projection[position];
        return new ColumnExpression(projected.Alias, column.TableAlias, (projected.Expression as ColumnExpression)?.Column, typeof(byte[]), index.Mapping, column.IsNullable);
    }

    private static int PositionOf(SelectExpression select, string alias)
    {
        for (int i = 0; i < select.Projection.Count; i++)
        {
            if (select.Projection[i].Alias == alias)
                return i;
        }

        return -1;
    }

    private static string UnusedAlias(List<ProjectionExpression> projection, string name)
    {
        string alias = name;
        for (int i = 0; projection.Exists(projected => string.Equals(projected.Alias, alias, StringComparison.OrdinalIgnoreCase)); i++)
            alias = string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
        return alias;
    }

    private static TableExpressionBase Unwrap(TableExpressionBase table) => table is JoinExpressionBase join ? join.Table : table;

    private static TableExpressionBase Rewrap(TableExpressionBase table, TableExpressionBase updated) => table switch
    {
        PredicateJoinExpressionBase join => join.Update(updated, join.JoinPredicate),
        JoinExpressionBase join => join.Update(updated),
        _ => updated,
    };

    private sealed record Exposed(TableExpressionBase Table, ColumnExpression Index);

    private sealed record Projected(SelectExpression Select, int Position);
}
