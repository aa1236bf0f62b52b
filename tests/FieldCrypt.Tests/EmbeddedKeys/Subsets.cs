namespace FieldCrypt.Tests.EmbeddedKeys;

internal static class Subsets
{
    /// <summary>Everything promised is there; there may be more, done but not told before the end.</summary>
    public static void ShouldHoldAll(this IEnumerable<string> there, string[] promised) => promised.Except(there).ShouldBeEmpty();
}
