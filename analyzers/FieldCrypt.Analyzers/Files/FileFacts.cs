using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>
/// What one file says by itself, each part found when it is first asked for: nothing is bound, and syntax is walked only
/// where the file's names give reason to. Kept as long as the syntax tree, from one compilation to the next. Thread-safe.
/// </summary>
internal sealed class FileFacts
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileFacts> Cache = new();

    private readonly SyntaxTree _tree;

    // Two threads may find the same at the same time; either's finding will do.
    private FileNames? _names;
    private PersistenceSyntax? _persistence;
    private ConfigurationSyntax? _configuration;
    private UseFieldCryptSyntax? _useFieldCrypt;
    private MarkSyntax? _marks;

    private FileFacts(SyntaxTree tree) => _tree = tree;

    public static FileFacts Of(SyntaxTree tree) =>
        Cache.TryGetValue(tree, out var known) ? known : Cache.GetValue(tree, static key => new FileFacts(key));

    public FileNames Names => _names ??= FileNames.Of(_tree.GetText());

    public PersistenceSyntax Persistence => _persistence ??= PersistenceSyntax.Read(_tree, Names);

    public ConfigurationSyntax Configuration => _configuration ??= ConfigurationSyntax.Read(_tree, Names);

    public UseFieldCryptSyntax UseFieldCrypt => _useFieldCrypt ??= UseFieldCryptSyntax.Read(_tree, Names);

    public MarkSyntax Marks => _marks ??= MarkSyntax.Read(_tree, Names);
}
