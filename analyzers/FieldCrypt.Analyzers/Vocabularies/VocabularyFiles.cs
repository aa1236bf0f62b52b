using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>The built-in vocabulary with a project's own files, <c>*.fieldcrypt-vocabulary.txt</c> among its AdditionalFiles.</summary>
internal static class VocabularyFiles
{
    public const string FileSuffix = ".fieldcrypt-vocabulary.txt";

    /// <summary>Reads the project's files before the built-in one. A file that breaks the grammar is left out: rule FC1000 reports it.</summary>
    public static Vocabulary Read(ImmutableArray<AdditionalText> files)
    {
        var texts = new List<string>();
        foreach (var file in Of(files))
        {
            if (Problem(file) is null && file.GetText() is { } text)
            {
                texts.Add(text.ToString());
            }
        }

        return texts.Count == 0 ? Vocabulary.Default : VocabularyParser.Parse(texts.Append(VocabularyResource.Read()));
    }

    public static IEnumerable<AdditionalText> Of(ImmutableArray<AdditionalText> files) =>
        files.Where(static file => file.Path.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with a file, else <see langword="null"/>.</summary>
    public static string? Problem(AdditionalText file)
    {
        try
        {
            VocabularyParser.Parse([file.GetText()?.ToString() ?? "", VocabularyResource.Read()]);
            return null;
        }
        catch (InvalidDataException reason)
        {
            return reason.Message;
        }
    }
}
