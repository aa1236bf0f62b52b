using System;
using System.Runtime.CompilerServices;
using System.Threading;
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
    private readonly object _finding = new();
    private FileNames? _names;
    private PersistenceSyntax? _persistence;
    private ConfigurationSyntax? _configuration;
    private UseFieldCryptSyntax? _useFieldCrypt;
    private MarkSyntax? _marks;

    private FileFacts(SyntaxTree tree) => _tree = tree;

    public static FileFacts Of(SyntaxTree tree) =>
        Cache.TryGetValue(tree, out var known) ? known : Cache.GetValue(tree, static key => new FileFacts(key));

    public FileNames Names => Found(ref _names, static file => FileNames.Of(file._tree.GetText()));

    public PersistenceSyntax Persistence => Found(ref _persistence, static file => PersistenceSyntax.Read(file._tree, file.Names));

    public ConfigurationSyntax Configuration => Found(ref _configuration, static file => ConfigurationSyntax.Read(file._tree, file.Names));

    public UseFieldCryptSyntax UseFieldCrypt => Found(ref _useFieldCrypt, static file => UseFieldCryptSyntax.Read(file._tree, file.Names));

    public MarkSyntax Marks => Found(ref _marks, static file => MarkSyntax.Read(file._tree, file.Names));

    private TPart Found<TPart>(ref TPart? part, Func<FileFacts, TPart> find)
        where TPart : class
    {
        if (Volatile.Read(ref part) is { } known)
            return known;

        lock (_finding)
        {
            return part ??= find(this);
        }
    }
}
