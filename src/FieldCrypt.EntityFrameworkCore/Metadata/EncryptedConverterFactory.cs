using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FieldCrypt.EntityFrameworkCore.Metadata;

/// <summary>
/// Makes a property's value converter: the generated static methods with the column binding as a constant. It is a plain
/// <see cref="ValueConverter{TModel,TProvider}"/> without captured state, since that is all a compiled model can print.
/// </summary>
internal sealed class EncryptedConverterFactory(string binding) : IEncryptedPropertyVisitor<ValueConverter>
{
    public ValueConverter Visit<T, TStored>(EncryptedProperty<T, TStored> property)
        where T : notnull
        where TStored : class
        => new ValueConverter<T, TStored>(Bind(property.EncryptExpression), Bind(property.DecryptExpression));

    private Expression<Func<TFrom, TTo>> Bind<TFrom, TTo>(Expression<Func<TFrom, string, TTo>> convert)
    {
        Expression body = new ReplaceParameter(convert.Parameters[1], Expression.Constant(binding)).Visit(convert.Body);
        return Expression.Lambda<Func<TFrom, TTo>>(body, convert.Parameters[0]);
    }

    private sealed class ReplaceParameter(ParameterExpression parameter, Expression replacement) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? replacement : node;
    }
}
