using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Generators.Emitting;

/// <summary>
/// Writes the guard into every assembly that references Entity Framework Core and FieldCrypt: entities and context may
/// be in different assemblies, and neither the library nor FieldCrypt's EF package (which an unwired application need
/// not have) can watch the context by itself.
/// </summary>
internal static class GuardEmitter
{
    public const string FileName = "FieldCryptGuard.g.cs";

    private const string Body = """

        namespace FieldCrypt.Generated
        {
            /// <summary>
            /// Stops a DbContext whose model has encrypted properties but which was not set up by UseFieldCrypt, before it
            /// saves or runs a query: one observer for the process, on Entity Framework Core's own diagnostic events.
            /// </summary>
            [global::System.CodeDom.Compiler.GeneratedCode("FieldCrypt.Generators", null)]
            internal sealed class FieldCryptGuard :
                global::System.IObserver<global::System.Diagnostics.DiagnosticListener>,
                global::System.IObserver<global::System.Collections.Generic.KeyValuePair<string, object?>>
            {
                private static readonly string s_saving = global::Microsoft.EntityFrameworkCore.Diagnostics.CoreEventId.SaveChangesStarting.Name!;
                private static readonly string s_compilingQuery = global::Microsoft.EntityFrameworkCore.Diagnostics.CoreEventId.QueryCompilationStarting.Name!;

                private readonly global::System.Runtime.CompilerServices.ConditionalWeakTable<global::Microsoft.EntityFrameworkCore.Metadata.IModel, string[]> _encryptedMembers
                    = new global::System.Runtime.CompilerServices.ConditionalWeakTable<global::Microsoft.EntityFrameworkCore.Metadata.IModel, string[]>();

                /// <summary>Starts the guard unless another assembly's is watching already.</summary>
                [global::System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Install()
                {
                    if (global::FieldCrypt.UnwiredContextGuard.TryClaim())
                        global::System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(new FieldCryptGuard());
                }

                /// <summary>Subscribes to Entity Framework Core's listener, for the two events that come before a save, a bulk update or a query.</summary>
                public void OnNext(global::System.Diagnostics.DiagnosticListener value)
                {
                    if (value.Name == global::Microsoft.EntityFrameworkCore.DbLoggerCategory.Name)
                        value.Subscribe(this, static (name, _, _) => name == s_saving || name == s_compilingQuery);
                }

                /// <summary>Checks the context that an event comes from; an exception stops its operation.</summary>
                public void OnNext(global::System.Collections.Generic.KeyValuePair<string, object?> value)
                {
                    if (value.Value is global::Microsoft.EntityFrameworkCore.Diagnostics.DbContextEventData { Context: { } context })
                        Check(context);
                }

                /// <summary>Nothing to do.</summary>
                public void OnCompleted()
                {
                }

                /// <summary>Nothing to do.</summary>
                public void OnError(global::System.Exception error)
                {
                }

                private void Check(global::Microsoft.EntityFrameworkCore.DbContext context)
                {
                    string[] members = _encryptedMembers.GetValue(context.Model, static model => FindEncryptedMembers(model));
                    if (members.Length == 0)
                        return;

                    var options = global::Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions.GetService<global::Microsoft.EntityFrameworkCore.Infrastructure.IDbContextOptions>(context);
                    foreach (global::Microsoft.EntityFrameworkCore.Infrastructure.IDbContextOptionsExtension extension in options.Extensions)
                    {
                        if (extension is global::FieldCrypt.IFieldCryptOptionsExtension)
                            return;
                    }

                    throw global::FieldCrypt.UnwiredContextGuard.CreateException(context.GetType(), members);
                }

                private static string[] FindEncryptedMembers(global::Microsoft.EntityFrameworkCore.Metadata.IModel model)
                {
                    var members = new global::System.Collections.Generic.SortedSet<string>(global::System.StringComparer.Ordinal);
                    foreach (global::Microsoft.EntityFrameworkCore.Metadata.IEntityType entityType in model.GetEntityTypes())
                        Add(entityType, members);
                    var found = new string[members.Count];
                    members.CopyTo(found);
                    return found;
                }

                private static void Add(global::Microsoft.EntityFrameworkCore.Metadata.ITypeBase type, global::System.Collections.Generic.SortedSet<string> members)
                {
                    members.UnionWith(global::FieldCrypt.UnwiredContextGuard.FindEncryptedMembers(type.ClrType));
                    foreach (global::Microsoft.EntityFrameworkCore.Metadata.IComplexProperty complex in type.GetComplexProperties())
                        Add(complex.ComplexType, members);
                }
            }
        }

        """;

    public static SourceText Emit() => SourceText.From(SourceWriter.Header + Body.Replace("\r\n", "\n"), System.Text.Encoding.UTF8);
}
