using FieldCrypt.Generators.Model;
using FieldCrypt.Generators.Parsing;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Generators.Emitting;

/// <summary>Writes the class of one entity: its encrypted properties and the static methods that convert them.</summary>
internal static class EntityEmitter
{
    public static SourceText Emit(EntityModel entity)
    {
        var writer = new SourceWriter();
        writer.Line();
        if (entity.Namespace.Length > 0)
            writer.Open($"namespace {entity.Namespace}");

        writer.Line($"/// <summary>Encrypted properties of <see cref=\"{entity.Cref}\"/>: how each is converted, and under which context.</summary>");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open($"{Access(entity.IsPublic)} static class {entity.ClassName}");
        bool first = true;
        foreach (MemberModel member in entity.Members)
        {
            if (!first)
                writer.Line();
            first = false;
            EmitProperty(writer, entity, member);
            EmitMethods(writer, entity, member);
        }

        writer.Close();
        if (entity.Namespace.Length > 0)
            writer.Close();
        return writer.ToSourceText();
    }

    private static void EmitProperty(SourceWriter writer, EntityModel entity, MemberModel member)
    {
        string name = Naming.Escape(member.GeneratedName);
        writer.Line($"/// <summary>{Xml(entity.DisplayName)}.{Xml(member.Name)}, {Xml(DescribeContext(member))}{(member.ColumnName is null ? "" : $", column \"{Xml(member.ColumnName)}\"")}{(member.Searchable ? ", searchable" : "")}.</summary>");
        writer.Line($"{Access(entity.IsPublic && member.IsPublic)} static global::FieldCrypt.EncryptedProperty<{member.TypeName}, {Stored(member)}> {name} {{ get; }} = new global::FieldCrypt.EncryptedProperty<{member.TypeName}, {Stored(member)}>(");
        writer.Indent(1);
        writer.Line($"typeof({entity.TypeOf}),");
        writer.Line($"{SourceWriter.Literal(member.Name)},");
        EmitContext(writer, member);
        writer.Line($"{member.Encoding},");
        writer.Line($"(value, column) => Encrypt{member.GeneratedName}(value, column),");
        string initializer = Initializer(entity, member);
        writer.Line($"(stored, column) => Decrypt{member.GeneratedName}(stored, column)){(initializer.Length == 0 ? ";" : "")}");
        writer.Indent(-1);
        if (initializer.Length > 0)
            writer.Line($"{{ {initializer} }};");
        writer.Line();
    }

    private static void EmitContext(SourceWriter writer, MemberModel member)
    {
        if (member.Context.Count == 0)
        {
            writer.Line("global::FieldCrypt.EncryptionContext.Empty,");
            return;
        }

        writer.Line("global::FieldCrypt.EncryptionContext.Create(");
        writer.Indent(1);
        for (int i = 0; i < member.Context.Count; i++)
        {
            ContextPair pair = member.Context[i];
            string end = i == member.Context.Count - 1 ? ")," : ",";
            writer.Line($"new global::System.Collections.Generic.KeyValuePair<string, string>({SourceWriter.Literal(pair.Name)}, {SourceWriter.Literal(pair.Value)}){end}");
        }

        writer.Indent(-1);
    }

    private static void EmitMethods(SourceWriter writer, EntityModel entity, MemberModel member)
    {
        string access = Access(entity.IsPublic && member.IsPublic);
        string property = Naming.Escape(member.GeneratedName);
        string shown = $"{Xml(entity.DisplayName)}.{Xml(member.Name)}";
        writer.Line($"/// <summary>Encrypts a value of {shown} for the column that <paramref name=\"column\"/> binds.</summary>");
        writer.Line($"{access} static {Stored(member)} Encrypt{member.GeneratedName}({member.TypeName} value, string column)");
        writer.Indent(1).Line($"=> global::FieldCrypt.EncryptedValues.Encrypt({property}, value, column);").Indent(-1);
        writer.Line();
        writer.Line($"/// <summary>Decrypts what is stored of {shown} in the column that <paramref name=\"column\"/> binds.</summary>");
        writer.Line($"{access} static {member.TypeName} Decrypt{member.GeneratedName}({Stored(member)} stored, string column)");
        writer.Indent(1).Line($"=> global::FieldCrypt.EncryptedValues.Decrypt({property}, stored, column);").Indent(-1);
    }

    private static string Initializer(EntityModel entity, MemberModel member)
    {
        var parts = new List<string>();
        if (member.TakesOwnersContext)
            parts.Add("TakesOwnersContext = true");
        if (member.Searchable)
            parts.Add("Searchable = true");
        if (member.PadTo > 0)
            parts.Add($"PadTo = {member.PadTo}");
        if (member.ColumnName is not null)
            parts.Add($"ColumnName = {SourceWriter.Literal(member.ColumnName)}");
        if (entity.TableName is not null)
            parts.Add($"TableName = {SourceWriter.Literal(entity.TableName)}");
        return string.Join(", ", parts);
    }

    private static string DescribeContext(MemberModel member)
        => member.Context.Count == 0
            ? "no context"
            : $"context \"{string.Join(",", member.Context.Select(static pair => $"{pair.Name}={pair.Value}"))}\"";

    private static string Access(bool isPublic) => isPublic ? "public" : "internal";

    private static string Stored(MemberModel member) => member.IsText ? "string" : "byte[]";

    private static string Xml(string text)
    {
        string escaped = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        // Line separators that are no control characters pass the grammar, but would end the comment.
        return new string(escaped.Select(static c => c is '\u0085' or '\u2028' or '\u2029' or '\r' or '\n' ? ' ' : c).ToArray());
    }
}
