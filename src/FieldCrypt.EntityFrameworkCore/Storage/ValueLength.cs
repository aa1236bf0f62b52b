using FieldCrypt.Mapping;

namespace FieldCrypt.EntityFrameworkCore.Storage;

/// <summary>Checks plaintexts against the MaxLength of their property, which says nothing about the column.</summary>
internal static class ValueLength
{
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ValueTooLarge"/>; nothing about the value is in the message but its length.</exception>
    public static void Check(MappedColumn column, int? maxLength, object value)
    {
        int length = value switch
        {
            string text => text.Length,
            Array array => array.Length,
            _ => 0,
        };
        if (length > maxLength)
        {
            throw new FieldCryptException(FieldCryptError.ValueTooLarge,
                $"A value for {column.FullName} has {length} {(value is string ? "characters" : "elements")}; the property's MaxLength is {maxLength}. Nothing was written. Shorten the value or raise MaxLength.")
            { Column = column.FullName };
        }
    }
}
