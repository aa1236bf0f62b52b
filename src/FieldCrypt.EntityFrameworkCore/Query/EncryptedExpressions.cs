using FieldCrypt.EntityFrameworkCore.Metadata;
using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Which SQL expressions hold ciphertext. A column is known by its property's converter, which derived tables and
/// conditionals carry along, or else by the database column it stands for. Immutable.
/// </summary>
internal sealed class EncryptedExpressions(EncryptedModel model)
{
    /// <summary>The encrypted property whose ciphertext an expression yields; null if it yields none.</summary>
    public IProperty? PropertyOf(SqlExpression expression) => expression switch
    {
        ColumnExpression column => ByMapping(column) ?? ByColumn(column.Column),
        CaseExpression conditional => ByMapping(conditional) ?? Results(conditional).Select(PropertyOf).FirstOrDefault(static property => property is not null),
        ScalarSubqueryExpression { Subquery.Projection: [var only] } => PropertyOf(only.Expression),
        _ => null,
    };

    /// <summary>The encrypted property whose converter a value is to pass.</summary>
    public IProperty? ByMapping(SqlExpression expression)
        => expression.TypeMapping?.Converter is { } converter ? model.FindByConverter(converter) : null;

    /// <summary>What a conditional may yield.</summary>
    public static IEnumerable<SqlExpression> Results(CaseExpression conditional)
    {
        IEnumerable<SqlExpression> results = conditional.WhenClauses.Select(static clause => clause.Result);
        return conditional.ElseResult is { } otherwise ? results.Append(otherwise) : results;
    }

    private static IProperty? ByColumn(IColumnBase? column)
        => column?.PropertyMappings.Select(static mapping => mapping.Property).FirstOrDefault(static property => property.IsEncrypted());
}
