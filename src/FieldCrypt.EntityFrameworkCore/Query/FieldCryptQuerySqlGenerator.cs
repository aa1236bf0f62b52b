using System.Linq.Expressions;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Lets the provider write a query's text, and remembers which columns of its result hold envelopes: the tree is in its
/// last form here, and every text that is executed comes by. Used once.
/// </summary>
internal sealed class FieldCryptQuerySqlGenerator(QuerySqlGenerator inner, QuerySqlGeneratorDependencies dependencies, EncryptedModels models)
    : QuerySqlGenerator(dependencies)
{
    /// <inheritdoc/>
    public override IRelationalCommand GetCommand(Expression queryExpression)
    {
        IRelationalCommand command = inner.GetCommand(queryExpression);
        if (queryExpression is SelectExpression select && ModelFinder.Find(select) is { } model && Read(select, models.Of(model)) is { } projection)
            EncryptedProjection.Set(command.LogCommandText, projection);
        return command;
    }

    private static EncryptedProjection? Read(SelectExpression select, EncryptedModel model)
    {
        if (model.IsEmpty)
            return null;

        var expressions = new EncryptedExpressions(model);
        List<(int Ordinal, string Name, EncryptedStorage Storage)> columns = [];
        foreach ((int i, ProjectionExpression projected) in select.Projection.Index())
        {
            if (expressions.PropertyOf(projected.Expression) is { } property)
                columns.Add((i, projected.Alias, model.Find(property)!.Column.Storage));
        }

        if (columns.Count == 0)
            return null;
        bool isByName = select.Tables is [FromSqlExpression] && columns.TrueForAll(static column => column.Name.Length > 0);
        return new EncryptedProjection(columns, isByName);
    }

    /// <summary>Finds the model by any table of it that the query names.</summary>
    private sealed class ModelFinder : ExpressionVisitor
    {
        private IModel? _found;

        public static IModel? Find(SelectExpression select)
        {
            var finder = new ModelFinder();
            finder.Visit(select);
            return finder._found;
        }

        public override Expression? Visit(Expression? node)
        {
            if (_found is not null)
                return node;
            if (node is ITableBasedExpression { Table: { } table })
            {
                _found = table.Model.Model;
                return node;
            }

            return base.Visit(node);
        }
    }
}
