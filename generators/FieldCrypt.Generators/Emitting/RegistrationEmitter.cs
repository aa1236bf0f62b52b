using FieldCrypt.Generators.Model;
using FieldCrypt.Generators.Parsing;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Generators.Emitting;

/// <summary>Writes the module initializer that registers the encrypted properties of an assembly.</summary>
internal static class RegistrationEmitter
{
    public const string FileName = "FieldCryptRegistration.g.cs";

    public static SourceText Emit(IEnumerable<RegistrationModel> entities)
    {
        var writer = new SourceWriter();
        writer.Line();
        writer.Open("namespace FieldCrypt.Generated");
        writer.Line("/// <summary>Registers the encrypted properties of this assembly when it is first used.</summary>");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open("internal static class FieldCryptRegistration");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Register()");
        foreach (RegistrationModel entity in entities)
        {
            writer.Line("global::FieldCrypt.EncryptedProperties.Register(").Indent(1);
            writer.Line($"typeof({entity.TypeOf}),");
            writer.Line("static () => new global::FieldCrypt.EncryptedProperty[]").Open();
            foreach (string property in entity.Properties)
                writer.Line($"{entity.ClassName}.{Naming.Escape(property)},");
            writer.Close(");").Indent(-1);
        }

        writer.Close();
        writer.Close();
        writer.Close();
        return writer.ToSourceText();
    }
}
