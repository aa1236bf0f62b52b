using FieldCrypt.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Where the database compares whole rows (DISTINCT, UNION and their like), ciphertext is as good as plaintext if the
/// primary key of its row is compared too: same key, same row, same envelope.
/// </summary>
internal static class RowComparison
{
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.QueryNotSupported"/>: an encrypted column without its row's key.</exception>
    public static void Check(EncryptedExpressions expressions, IReadOnlyList<ProjectionExpression> projection, EncryptedUse use)
    {
        foreach (ProjectionExpression projected in projection)
        {
            if (expressions.PropertyOf(projected.Expression) is { } property && !HasRowKey(projection, projected.Expression, property))
                throw QueryRefusal.Of(property, use);
        }
    }

    private static bool HasRowKey(IReadOnlyList<ProjectionExpression> projection, SqlExpression expression, IProperty property)
        => expression is ColumnExpression column
            && ((IEntityType)property.GetContainingEntity()).FindPrimaryKey() is { } key
            && key.Properties.All(part => projection.Any(other => other.Expression is ColumnExpression candidate
                && candidate.TableAlias == column.TableAlias
                && candidate.Column is { } stored
                && stored.PropertyMappings.Any(mapping => mapping.Property == part)));
}
