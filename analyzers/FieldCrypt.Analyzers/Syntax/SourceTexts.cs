using System;
using System.Buffers;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers;

/// <summary>Looks into the text of files without making strings of them: most files are done with after that.</summary>
internal static class SourceTexts
{
    /// <summary>Whether any of the words occurs in the text, be it in the middle of a longer one.</summary>
    public static bool ContainsAny(this SourceText text, ImmutableArray<string> words) =>
        text.Read(words, static (characters, words) =>
        {
            foreach (string word in words)
            {
                if (characters.IndexOf(word.AsSpan()) >= 0)
                    return true;
            }

            return false;
        });

    /// <summary>Gives the whole text to a function.</summary>
    public static TResult Read<TState, TResult>(this SourceText text, TState state, TextReader<TState, TResult> read) =>
        text.Read(new TextSpan(0, text.Length), state, read);

    /// <summary>Gives a part of the text to a function.</summary>
    public static TResult Read<TState, TResult>(this SourceText text, TextSpan span, TState state, TextReader<TState, TResult> read)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(span.Length);
        try
        {
            text.CopyTo(span.Start, buffer, 0, span.Length);
            return read(buffer.AsSpan(0, span.Length), state);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    public delegate TResult TextReader<in TState, out TResult>(ReadOnlySpan<char> characters, TState state);
}
