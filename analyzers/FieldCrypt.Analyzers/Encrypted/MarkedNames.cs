using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The names of what an attribute marks in a compilation and may be called anything: [Encrypted] members and [LoggerMessage] methods.</summary>
internal sealed class MarkedNames
{
    public MarkedNames(Compilation compilation, EncryptedMembers members)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var marks = FileFacts.Of(tree).Marks;
            Encrypted.UnionWith(marks.Encrypted);
            LoggerMessages.UnionWith(marks.LoggerMessages);
        }

        AddAliased(compilation);
        Encrypted.UnionWith(members.NamesInReferences());
    }

    /// <summary>Members marked [Encrypted], here or in what the compilation references.</summary>
    public HashSet<string> Encrypted { get; } = new(StringComparer.Ordinal);

    /// <summary>Methods marked [LoggerMessage].</summary>
    public HashSet<string> LoggerMessages { get; } = new(StringComparer.Ordinal);

    // An alias may be global.
    private void AddAliased(Compilation compilation)
    {
        var aliases = compilation.SyntaxTrees.SelectMany(static tree => FileFacts.Of(tree).Marks.Aliases).ToImmutableHashSet(StringComparer.Ordinal);
        if (aliases.IsEmpty)
            return;

        foreach (var tree in compilation.SyntaxTrees.Where(tree => FileFacts.Of(tree).Names.Any(name => aliases.Contains(AttributeNames.Short(name)))))
            Encrypted.UnionWith(MarkSyntax.MembersMarked(tree, aliases.Contains));
    }
}
