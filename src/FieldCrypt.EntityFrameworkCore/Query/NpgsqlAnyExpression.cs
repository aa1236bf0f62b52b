using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Npgsql's <c>item = ANY (@array)</c>, which a list in one parameter becomes there. This package does not depend on
/// that provider, so the expression is known by its name and rewritten through its own visitor method.
/// </summary>
internal static class NpgsqlAnyExpression
{
    /// <summary>The item, if the expression compares it with the array's elements for equality; LIKE ANY is not that.</summary>
    public static SqlExpression? ItemOf(SqlExpression expression)
    {
        Type type = expression.GetType();
        return type.Name == "PgAnyExpression" && type.GetProperty("OperatorType")?.GetValue(expression)?.ToString() == "Equal"
            ? type.GetProperty("Item")?.GetValue(expression) as SqlExpression
            : null;
    }

    /// <summary>The expression with another item and, by the function given, another array.</summary>
    public static Expression Update(SqlExpression expression, SqlExpression item, Func<SqlExpression, SqlExpression> updateArray)
        => new Updater(ItemOf(expression)!, item, updateArray).Update(expression);

    private sealed class Updater(SqlExpression oldItem, SqlExpression newItem, Func<SqlExpression, SqlExpression> updateArray) : ExpressionVisitor
    {
        public Expression Update(SqlExpression expression) => VisitExtension(expression);

        public override Expression? Visit(Expression? node) => node switch
        {
            null => null,
            SqlExpression sql when ReferenceEquals(sql, oldItem) => newItem,
            SqlExpression sql => updateArray(sql),
            _ => base.Visit(node),
        };
    }
}
