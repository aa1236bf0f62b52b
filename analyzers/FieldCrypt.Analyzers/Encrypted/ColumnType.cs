using System;
using System.Globalization;

namespace FieldCrypt.Analyzers;

/// <summary>What a column type can hold.</summary>
internal enum ColumnContent
{
    Unknown,
    Text,
    Bytes,
    Other,
}

/// <summary>A store's column type by its name in SQL: <c>nvarchar(40)</c>, <c>bytea</c>, <c>varbinary(max)</c>.</summary>
/// <param name="Holds">What it holds; types of unknown name are not judged.</param>
/// <param name="Length">Its length in characters or bytes; <see langword="null"/> when it has none or says max.</param>
internal readonly record struct ColumnType(ColumnContent Holds, int? Length)
{
    public static ColumnType Parse(string text)
    {
        var open = text.IndexOf('(');
        var name = (open < 0 ? text : text.Substring(0, open)).Trim().ToLowerInvariant();
        int? length = null;
        if (open >= 0
            && int.TryParse(text.Substring(open + 1).TrimEnd().TrimEnd(')').Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            length = parsed;
        }

        var holds = ContentOf(name);
        // CHAR and BINARY without a length hold one.
        return new ColumnType(holds, length ?? (open < 0 && name is "char" or "nchar" or "character" or "binary" ? 1 : TinyLength(name)));
    }

    private static int? TinyLength(string name) => name is "tinyblob" or "tinytext" ? 255 : null;

    private static ColumnContent ContentOf(string name)
    {
        switch (name)
        {
            case "blob" or "bytea" or "binary" or "varbinary" or "image" or "raw" or "long raw" or "tinyblob" or "mediumblob" or "longblob" or "binary varying":
                return ColumnContent.Bytes;
            case "text" or "ntext" or "clob" or "nclob" or "tinytext" or "mediumtext" or "longtext" or "citext" or "xml" or "json" or "jsonb":
                return ColumnContent.Text;
            case "int" or "integer" or "bigint" or "smallint" or "tinyint" or "bit" or "bool" or "boolean" or "real" or "float" or "double" or "double precision"
                or "decimal" or "numeric" or "money" or "date" or "datetime" or "datetime2" or "datetimeoffset" or "time" or "timestamp" or "uniqueidentifier" or "uuid":
                return ColumnContent.Other;
            default:
                return name.IndexOf("char", StringComparison.Ordinal) >= 0 ? ColumnContent.Text : ColumnContent.Unknown;
        }
    }
}
