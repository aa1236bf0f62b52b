using System.Collections.Concurrent;
using System.Globalization;

namespace FieldCrypt;

/// <summary>The live key rings of the process by name: how generated converters, which hold no object, find theirs.</summary>
internal static class KeyRings
{
    private const string DefaultName = "default";

    private static readonly ConcurrentDictionary<string, KeyRing> s_live = new(StringComparer.Ordinal);

    /// <summary>Registers a key ring and returns the name it got.</summary>
    public static string Add(KeyRing keyRing, string? name)
    {
        if (name is not null)
        {
            return s_live.TryAdd(name, keyRing)
                ? name
                : throw new FieldCryptException(FieldCryptError.InvalidArgument, $"A key ring named \"{name}\" is already live in this process. Share it, dispose it first, or give the new one another KeyRingOptions.Name.");
        }

        string free = DefaultName;
        for (int i = 2; !s_live.TryAdd(free, keyRing); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{DefaultName}-{i}");
        return free;
    }

    public static void Remove(KeyRing keyRing) => s_live.TryRemove(new KeyValuePair<string, KeyRing>(keyRing.Name, keyRing));

    public static KeyRing Find(string name) => s_live.TryGetValue(name, out KeyRing? keyRing)
        ? keyRing
        : throw new FieldCryptException(FieldCryptError.NotConfigured, $"There is no live key ring named \"{name}\". Call AddFieldCrypt and UseFieldCrypt before the context is used, and keep the service provider alive while it is.");
}
