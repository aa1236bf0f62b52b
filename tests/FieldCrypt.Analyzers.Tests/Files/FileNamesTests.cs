using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.CodeAnalysis.Text;

namespace FieldCrypt.Analyzers.Tests.Files;

public class FileNamesTests
{
    // Few letters, so that names repeat; what ends a name in code, comments and literals; digits, which begin no name.
    private static readonly Gen<string> Texts = Gen.Char["abÀ_09 .<\"\n-"].Array[0, 80].Select(static characters => new string(characters));

    private static readonly Gen<Func<string, bool>> Kinds = Gen.OneOf<Func<string, bool>>(
        Gen.Char["abÀ_"].Select(static first => (Func<string, bool>)(name => name[0] == first)),
        Gen.Int[1, 4].Select(static length => (Func<string, bool>)(name => name.Length == length)),
        Gen.Const<Func<string, bool>>(static _ => false));

    [Fact]
    public void Names_of_a_kind_are_found_where_they_begin() =>
        Gen.Select(Texts, Kinds).Sample((text, isOfKind) =>
        {
            var names = FileNames.Of(SourceText.From(text));
            int[] expected = [.. Names(text).Where(name => isOfKind(name.Value)).Select(static name => name.Index)];

            return names.Where(isOfKind).Starts.SequenceEqual(expected)
                && names.Any(isOfKind) == expected.Length > 0
                && Names(text).All(name => names.Contains(name.Value))
                && !names.Contains("c");
        });

    [Fact]
    public void They_are_in_a_span_that_one_of_them_begins_in() =>
        Gen.Select(Texts, Kinds, Gen.Int[0, 80], Gen.Int[0, 40]).Sample((text, isOfKind, start, length) =>
        {
            var positions = FileNames.Of(SourceText.From(text)).Where(isOfKind);
            var span = new TextSpan(start, length);
            return positions.AreIn(span) == positions.Starts.Any(span.Contains);
        });

    [Fact]
    public void Each_name_is_asked_about_once()
    {
        var asked = new List<string>();
        FileNames.Of(SourceText.From("pan // pan, Pan\n\"pan\" + 4111x")).Where(name =>
        {
            asked.Add(name);
            return true;
        }).Starts.ShouldBe([0, 7, 12, 17]);

        asked.ShouldBe(["pan", "Pan"]);
    }

    [Fact]
    public void Names_with_one_hash_are_told_apart()
    {
        // The hash is that of Java's strings, in which "Aa" and "BB" meet.
        var names = FileNames.Of(SourceText.From("Aa BB Aa BB"));

        names.Where(static name => name == "BB").Starts.ShouldBe([3, 9]);
        names.Where(static name => name == "Aa").Starts.ShouldBe([0, 6]);
    }

    private static IEnumerable<Match> Names(string text) => Regex.Matches(text, "[abÀ_0-9]+").Where(static match => !char.IsAsciiDigit(match.Value[0]));
}
