using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Turns a query's constants into parameters. A constant is converted once and then stands in the cached plan's text;
/// an envelope or index value there would outlive its key, and one envelope would serve every execution.
/// </summary>
internal sealed class RuntimeParameters(QueryCompilationContext context)
{
    private const string Prefix = "fieldcrypt_";

    private int _count;

    /// <summary>Makes a parameter of a constant.</summary>
    public SqlParameterExpression Create(object? value, Type type, RelationalTypeMapping mapping)
    {
        string name = Prefix + _count++.ToString(CultureInfo.InvariantCulture);
        LambdaExpression read = Expression.Lambda(Expression.Constant(value, type), QueryCompilationContext.QueryContextParameter);
        context.RegisterRuntimeParameter(name, read);
        return new SqlParameterExpression(name, name, type, nullable: value is null, translationMode: null, mapping);
    }

    /// <summary>The same parameter under another type mapping.</summary>
    public static SqlParameterExpression WithMapping(SqlParameterExpression parameter, RelationalTypeMapping mapping)
        => new(parameter.InvariantName, parameter.Name, parameter.Type, parameter.IsNullable, parameter.TranslationMode, mapping);
}
