using System.Buffers;

namespace FieldCrypt;

/// <summary>The grammar of aliases, as in AWS KMS.</summary>
internal static class AliasGrammar
{
    public const string Prefix = "alias/";
    public const string Default = "alias/fieldcrypt";
    private const int MaximumLength = 256;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-");

    public static bool IsAlias(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static void Check(string alias)
    {
        if (!IsAlias(alias) || alias.Length == Prefix.Length || alias.Length > MaximumLength || alias.AsSpan().ContainsAnyExcept(s_allowed))
            throw new FieldCryptException(FieldCryptError.InvalidArgument, $"The alias \"{alias}\" is malformed. Write alias/ and 1 to {MaximumLength - Prefix.Length} letters, digits, '/', '_' or '-', for example alias/cards.");
    }
}
