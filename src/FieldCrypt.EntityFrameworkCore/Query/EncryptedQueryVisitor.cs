using System.Linq.Expressions;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Looks at one finished query. An encrypted column may stand bare in a projection and before IS NULL; whatever else is
/// done with it is answered from its blind index or refused. So what this class does not know is refused as well.
/// </summary>
internal sealed class EncryptedQueryVisitor(
    EncryptedModel model,
    EncryptedExpressions expressions,
    QueryScopes scopes,
    BlindIndexSearch search,
    RuntimeParameters parameters,
    QueryKeyCollector keys)
    : ExpressionVisitor
{
    private EncryptedUse _use = EncryptedUse.Condition;

    /// <inheritdoc/>
    protected override Expression VisitExtension(Expression node) => node switch
    {
        ShapedQueryExpression query => query.Update(VisitRoot(query.QueryExpression), Visit(query.ShaperExpression)),
        RelationalSplitCollectionShaperExpression child => child.Update(
            Visit(child.ParentIdentifier), Visit(child.ChildIdentifier), VisitSelect(child.SelectExpression), Visit(child.InnerShaper)),
        UpdateExpression update => VisitUpdate(update),
        DeleteExpression delete => delete.Update(delete.Table, VisitSelect(delete.SelectExpression)),
        TableExpressionBase table => VisitTable(table),
        SqlExpression sql => VisitSql(sql),
        _ => base.VisitExtension(node),
    };

    private Expression VisitRoot(Expression query) => query is SelectExpression select ? VisitSelect(select) : Visit(query);

    private SelectExpression VisitSelect(SelectExpression select)
    {
        TableExpressionBase[] tables = [.. select.Tables];
        scopes.Enter(tables);
        for (int i = 0; i < tables.Length; i++)
            VisitTableSource(tables, i);

        SqlExpression? predicate = VisitIn(select.Predicate, EncryptedUse.Condition);
        SqlExpression[] groupBy = [.. select.GroupBy.Select(key => VisitIn(key, EncryptedUse.Grouping)!)];
        SqlExpression? having = VisitIn(select.Having, EncryptedUse.Condition);
        OrderingExpression[] orderings = [.. select.Orderings.Select(ordering => ordering.Update(VisitIn(ordering.Expression, EncryptedUse.Ordering)!))];
        SqlExpression? offset = VisitIn(select.Offset, EncryptedUse.Computation);
        SqlExpression? limit = VisitIn(select.Limit, EncryptedUse.Computation);
        ProjectionExpression[] projection = [.. select.Projection.Select(projected => projected.Update(VisitBare(projected.Expression)))];
        scopes.Exit();

        if (select.IsDistinct)
            RowComparison.Check(expressions, projection, EncryptedUse.Distinct);

        // The tables last: what stands above may have made them yield an index.
        return select.Update(tables, predicate, groupBy, having, projection, orderings, offset, limit);
    }

    private void VisitTableSource(TableExpressionBase[] tables, int i)
    {
        if (tables[i] is not JoinExpressionBase join)
        {
            tables[i] = VisitTableSource(tables[i]);
            return;
        }

        TableExpressionBase joined = VisitTableSource(join.Table);
        if (join is not PredicateJoinExpressionBase conditional)
        {
            tables[i] = join.Update(joined);
            return;
        }

        tables[i] = conditional.Update(joined, conditional.JoinPredicate);
        SqlExpression predicate = VisitIn(conditional.JoinPredicate, EncryptedUse.Comparison)!;
        conditional = (PredicateJoinExpressionBase)tables[i];
        tables[i] = conditional.Update(conditional.Table, predicate);
    }

    /// <summary>A table in FROM. What it yields is checked where it is used.</summary>
    private TableExpressionBase VisitTableSource(TableExpressionBase table) => table switch
    {
        SelectExpression select => VisitSelect(select),
        SetOperationBase operation => VisitSetOperation(operation),
        _ => (TableExpressionBase)base.VisitExtension(table),
    };

    private SetOperationBase VisitSetOperation(SetOperationBase operation)
    {
        SelectExpression first = VisitSelect(operation.Source1);
        SelectExpression second = VisitSelect(operation.Source2);
        for (int i = 0; i < first.Projection.Count; i++)
        {
            IProperty? left = YieldOf(first.Projection[i].Expression);
            IProperty? right = YieldOf(second.Projection[i].Expression);
            if (left != right)
                throw QueryRefusal.Of((left ?? right)!, EncryptedUse.MixedColumns);
        }

        if (operation is not UnionExpression || operation.IsDistinct)
        {
            RowComparison.Check(expressions, first.Projection, EncryptedUse.SetOperation);
            RowComparison.Check(expressions, second.Projection, EncryptedUse.SetOperation);
        }

        return operation.Update(first, second);
    }

    /// <summary>A table where no FROM was seen around it: inside a TPC hierarchy, or an expression this class does not know.</summary>
    private Expression VisitTable(TableExpressionBase table)
    {
        if (table is not SelectExpression select)
            return VisitTableSource(table);
        SelectExpression visited = VisitSelect(select);
        foreach (ProjectionExpression projected in visited.Projection)
            RefuseIfEncrypted(projected.Expression);
        return visited;
    }

    private Expression VisitSql(SqlExpression sql) => sql switch
    {
        SqlUnaryExpression { OperatorType: ExpressionType.Equal or ExpressionType.NotEqual } isNull => isNull.Update(VisitBare(isNull.Operand)),
        SqlUnaryExpression { OperatorType: ExpressionType.Convert } cast => VisitChildrenIn(cast, EncryptedUse.Conversion),
        SqlUnaryExpression unary => VisitChildrenIn(unary, EncryptedUse.Operator(unary.OperatorType)),
        SqlBinaryExpression { OperatorType: ExpressionType.Equal or ExpressionType.NotEqual } comparison => VisitComparison(comparison),
        SqlBinaryExpression binary => VisitChildrenIn(binary, EncryptedUse.Operator(binary.OperatorType)),
        InExpression membership => VisitMembership(membership),
        ExistsExpression exists => exists.Update(VisitSelect(exists.Subquery)),
        ScalarSubqueryExpression subquery => RefuseIfEncrypted(subquery.Update(VisitSelect(subquery.Subquery))),
        SqlFunctionExpression function => VisitChildrenIn(function, EncryptedUse.Function(function.Name)),
        LikeExpression like => VisitChildrenIn(like, EncryptedUse.Pattern),
        RowNumberExpression number => VisitChildrenIn(number, EncryptedUse.Partition),
        DistinctExpression distinct => VisitChildrenIn(distinct, EncryptedUse.Distinct),
        CaseExpression conditional => VisitCase(conditional, static (visitor, result) => visitor.VisitIn(result, EncryptedUse.Computation)!),
        ColumnExpression column => RefuseIfEncrypted(column),
        SqlConstantExpression { Value: null } nothing => nothing,
        SqlConstantExpression or SqlParameterExpression => RefuseIfEncrypted(sql),
        _ when NpgsqlAnyExpression.ItemOf(sql) is { } item && expressions.PropertyOf(item) is { } property
            => NpgsqlAnyExpression.Update(sql, search.IndexOf(item, property), list => search.ListOf(list, property)),
        _ => VisitChildrenIn(sql, EncryptedUse.Computation),
    };

    /// <summary>Where nothing is done with a value but to hand it on: a projection, or the operand of IS NULL.</summary>
    private SqlExpression VisitBare(SqlExpression expression)
    {
        if (expressions.PropertyOf(expression) is not { } property)
            return VisitIn(expression, EncryptedUse.Computation)!;

        switch (expression)
        {
            case CaseExpression conditional:
                foreach (SqlExpression result in EncryptedExpressions.Results(conditional))
                {
                    if (expressions.PropertyOf(result) != property && result is not SqlConstantExpression { Value: null })
                        throw QueryRefusal.Of(property, EncryptedUse.MixedColumns);
                }

                return (SqlExpression)VisitCase(conditional, static (visitor, result) => visitor.VisitBare(result));
            case ScalarSubqueryExpression subquery:
                return subquery.Update(VisitSelect(subquery.Subquery));
            default:
                return expression;
        }
    }

    private CaseExpression VisitCase(CaseExpression conditional, Func<EncryptedQueryVisitor, SqlExpression, SqlExpression> visitResult)
    {
        SqlExpression? operand = VisitIn(conditional.Operand, EncryptedUse.Comparison);
        EncryptedUse test = conditional.Operand is null ? EncryptedUse.Condition : EncryptedUse.Comparison;
        CaseWhenClause[] clauses = [.. conditional.WhenClauses.Select(clause => new CaseWhenClause(VisitIn(clause.Test, test)!, visitResult(this, clause.Result)))];
        SqlExpression? otherwise = conditional.ElseResult is null ? null : visitResult(this, conditional.ElseResult);
        return conditional.Update(operand, clauses, otherwise);
    }

    private Expression VisitComparison(SqlBinaryExpression comparison)
    {
        IProperty? left = expressions.PropertyOf(comparison.Left);
        IProperty? right = expressions.PropertyOf(comparison.Right);
        if (left is null && right is null)
            return VisitChildrenIn(comparison, EncryptedUse.Comparison);

        // "== null" and "!= null" ask nothing of the ciphertext.
        if (comparison.Left is SqlConstantExpression { Value: null } || comparison.Right is SqlConstantExpression { Value: null })
            return comparison.Update(VisitBare(comparison.Left), VisitBare(comparison.Right));

        IProperty property = (left ?? right)!;
        if (left is not null && right is not null && left != right)
            throw QueryRefusal.Of(property, EncryptedUse.ColumnComparison);
        return comparison.Update(
            left is null ? search.ValueOf(comparison.Left, property) : search.IndexOf(comparison.Left, property),
            right is null ? search.ValueOf(comparison.Right, property) : search.IndexOf(comparison.Right, property));
    }

    private InExpression VisitMembership(InExpression membership)
    {
        if (membership.Subquery is { } subquery)
            return VisitMembership(membership, subquery);
        if (expressions.PropertyOf(membership.Item) is not { } property)
        {
            SqlExpression item = VisitIn(membership.Item, EncryptedUse.Comparison)!;
            return membership.ValuesParameter is { } plainList
                ? membership.Update(item, plainList)
                : membership.Update(item, [.. membership.Values!.Select(value => VisitIn(value, EncryptedUse.Comparison)!)]);
        }

        ColumnExpression index = search.IndexOf(membership.Item, property);
        return membership.ValuesParameter is { } list
            ? membership.Update(index, search.ListOf(list, property))
            : membership.Update(index, [.. membership.Values!.Select(value => search.ValueOf(value, property))]);
    }

    private InExpression VisitMembership(InExpression membership, SelectExpression subquery)
    {
        IProperty? item = expressions.PropertyOf(membership.Item);
        IProperty? yield = expressions.PropertyOf(subquery.Projection[0].Expression);
        if (item is null && yield is null)
            return membership.Update(VisitIn(membership.Item, EncryptedUse.Comparison)!, VisitSelect(subquery));

        IProperty property = (item ?? yield)!;
        if (yield != property)
            throw QueryRefusal.Of(property, membership.Item is ColumnExpression ? EncryptedUse.ListComparison : EncryptedUse.ColumnComparison);

        subquery = VisitSelect(subquery);
        SqlExpression index = item is null ? search.ValueOf(membership.Item, property) : search.IndexOf(membership.Item, property);
        TableExpressionBase[] tables = [.. subquery.Tables];
        scopes.Enter(tables);
        ProjectionExpression projected = subquery.Projection[0].Update(search.IndexOf(subquery.Projection[0].Expression, property));
        scopes.Exit();
        return membership.Update(index, subquery.Update(
            tables, subquery.Predicate, subquery.GroupBy, subquery.Having, [projected], subquery.Orderings, subquery.Offset, subquery.Limit));
    }

    private UpdateExpression VisitUpdate(UpdateExpression update)
    {
        SelectExpression select = VisitSelect(update.SelectExpression);
        return update.Update(select, [.. update.ColumnValueSetters.SelectMany(setter => VisitSetter(setter, update.Table.Table))]);
    }

    private IEnumerable<ColumnValueSetter> VisitSetter(ColumnValueSetter setter, ITableBase table)
    {
        if (expressions.PropertyOf(setter.Column) is not { } property)
        {
            yield return setter with { Value = VisitIn(setter.Value, EncryptedUse.BulkCopy)! };
            yield break;
        }

        SqlExpression value = setter.Value switch
        {
            SqlConstantExpression { Value: null } nothing => nothing,
            SqlConstantExpression constant => parameters.Create(constant.Value, constant.Type, BulkMapping(property)),
            SqlParameterExpression parameter => RuntimeParameters.WithMapping(parameter, BulkMapping(property)),
            ColumnExpression => throw QueryRefusal.Of(property, EncryptedUse.BulkCopy),
            _ => throw QueryRefusal.Of(property, EncryptedUse.BulkValue),
        };
        yield return setter with { Value = value };
        if (model.Find(property)!.Index is { } index)
        {
            IColumnBase stored = table.FindColumn(index.IndexProperty)!;
            var column = new ColumnExpression(stored.Name, setter.Column.TableAlias, stored, typeof(byte[]), index.Mapping, setter.Column.IsNullable);
            yield return new ColumnValueSetter(column, search.ValueOf(value, property));
        }
    }

    private RelationalTypeMapping BulkMapping(IProperty property)
    {
        EncryptedMapping mapping = model.Find(property)!;
        keys.AddRecordKey(mapping.Column.Context);
        return mapping.BulkMapping;
    }

    /// <summary>The property whose ciphertext comes out of a place, or whose NULL stands there.</summary>
    private IProperty? YieldOf(SqlExpression expression) => expressions.PropertyOf(expression) ?? expressions.ByMapping(expression);

    private SqlExpression RefuseIfEncrypted(SqlExpression sql)
        => YieldOf(sql) is { } property ? throw QueryRefusal.Of(property, _use) : sql;

    private SqlExpression? VisitIn(SqlExpression? expression, EncryptedUse use)
    {
        if (expression is null)
            return null;
        EncryptedUse outer = _use;
        _use = use;
        try
        {
            return (SqlExpression)Visit(expression);
        }
        finally
        {
            _use = outer;
        }
    }

    private Expression VisitChildrenIn(SqlExpression sql, EncryptedUse use)
    {
        EncryptedUse outer = _use;
        _use = use;
        try
        {
            return base.VisitExtension(sql);
        }
        finally
        {
            _use = outer;
        }
    }
}
