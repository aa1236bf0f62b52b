using System.Collections.Immutable;

namespace FieldCrypt;

/// <summary>
/// Everything an embedded key store says of its key-encryption keys, as one immutable value: it is authenticated as a
/// whole, and a change makes a new one.
/// </summary>
/// <param name="Header">The store itself.</param>
/// <param name="Keks">The keys by id.</param>
/// <param name="Aliases">Names of keys, such as <c>alias/cards</c>.</param>
internal sealed record Catalogue(StoreHeader Header, ImmutableSortedDictionary<Guid, Kek> Keks, ImmutableSortedDictionary<string, Guid> Aliases)
{
    public static Catalogue Empty(StoreHeader header) => new(header, ImmutableSortedDictionary<Guid, Kek>.Empty, ImmutableSortedDictionary.Create<string, Guid>(StringComparer.Ordinal));

    public Catalogue With(Kek kek) => this with { Keks = Keks.SetItem(kek.Id, kek) };

    public Catalogue WithAlias(string alias, Guid keyId) => this with { Aliases = Aliases.SetItem(alias, keyId) };

    /// <summary>The key of an id or alias.</summary>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.KeyNotFound"/>.</exception>
    public Kek Find(string keyIdOrAlias, string path)
    {
        Guid id;
        bool known = AliasGrammar.IsAlias(keyIdOrAlias) ? Aliases.TryGetValue(keyIdOrAlias, out id) : Guid.TryParse(keyIdOrAlias, out id);
        if (known && Keks.TryGetValue(id, out Kek? kek))
            return kek;

        string there = Aliases.IsEmpty ? "it has no alias" : $"it has {string.Join(", ", Aliases.Keys.Take(10))}";
        throw new FieldCryptException(FieldCryptError.KeyNotFound,
            $"The key store {path} holds no key {keyIdOrAlias} ({there}). Check the name, create the key with CreateKeyAsync, or point FieldCrypt to the key store that holds it.")
        { KeyId = keyIdOrAlias };
    }
}
