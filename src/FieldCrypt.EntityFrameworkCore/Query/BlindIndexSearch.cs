using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Answers equality on a searchable property: its blind index takes the column's place, and what it is compared with is
/// sent as an index too. EF Core does the rest, NULL included: a value is NULL where its index is.
/// </summary>
internal sealed class BlindIndexSearch(
    QueryScopes scopes,
    EncryptedModel model,
    IRelationalTypeMappingSource mappings,
    IModel efModel,
    RuntimeParameters parameters,
    QueryKeyCollector keys)
{
    /// <summary>The index column in place of an encrypted column.</summary>
    /// <exception cref="FieldCryptException">The property is not searchable, or its index cannot be reached from here.</exception>
    public ColumnExpression IndexOf(SqlExpression expression, IProperty property)
    {
        if (model.Find(property)?.Index is not { } index)
            throw QueryRefusal.Of(property, EncryptedUse.Comparison);
        if (expression is not ColumnExpression column)
            throw QueryRefusal.Of(property, EncryptedUse.ColumnComparison);
        return scopes.FindIndex(column, property, index) ?? throw QueryRefusal.Of(property, EncryptedUse.UnreachableIndex);
    }

    /// <summary>A constant, variable or NULL as an index.</summary>
    /// <exception cref="FieldCryptException">It is another column or computed in the database.</exception>
    public SqlExpression ValueOf(SqlExpression value, IProperty property)
    {
        BlindIndexColumn index = model.Find(property)?.Index ?? throw QueryRefusal.Of(property, EncryptedUse.Comparison);
        keys.AddIndexKey(index.Context);
        return value switch
        {
            SqlConstantExpression { Value: null } => new SqlConstantExpression(null, typeof(byte[]), index.Mapping),
            SqlConstantExpression constant => parameters.Create(constant.Value, constant.Type, index.ParameterMapping),
            SqlParameterExpression parameter => RuntimeParameters.WithMapping(parameter, index.ParameterMapping),
            _ => throw QueryRefusal.Of(property, EncryptedUse.ColumnComparison),
        };
    }

    /// <summary>A list in one constant or variable, each element as an index.</summary>
    public SqlParameterExpression ListOf(SqlExpression list, IProperty property)
    {
        BlindIndexColumn index = model.Find(property)?.Index ?? throw QueryRefusal.Of(property, EncryptedUse.Comparison);
        keys.AddIndexKey(index.Context);
        RelationalTypeMapping mapping = (RelationalTypeMapping?)((ITypeMappingSource)mappings).FindMapping(list.Type, efModel, index.ParameterMapping)
            ?? throw QueryRefusal.Of(property, EncryptedUse.ListComparison);
        return list switch
        {
            SqlParameterExpression parameter => RuntimeParameters.WithMapping(parameter, mapping),
            SqlConstantExpression constant => parameters.Create(constant.Value, constant.Type, mapping),
            _ => throw QueryRefusal.Of(property, EncryptedUse.ListComparison),
        };
    }
}
