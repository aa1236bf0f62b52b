using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.KeyStoreWorker;

/// <summary>
/// Encrypts local times around every change of every time zone's clocks, each zone in turn being the process's own. Tells
/// which come back otherwise, and how many there were of each of the kinds that the structure holds.
/// </summary>
internal static class LocalTimes
{
    private static readonly TimeSpan[] s_around =
    [
        TimeSpan.FromHours(-2), TimeSpan.FromMinutes(-61), TimeSpan.FromMinutes(-30), TimeSpan.FromTicks(-1), TimeSpan.Zero,
        TimeSpan.FromTicks(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(61), TimeSpan.FromHours(2),
    ];

    public static async Task CheckAsync(string storePath)
    {
        await using ServiceProvider services = new ServiceCollection().AddFieldCrypt(keys => keys.UseEmbeddedKeyStore(storePath)).BuildServiceProvider();
        KeyRing ring = services.GetRequiredService<KeyRing>();
        var column = new EncryptedColumn<DateTime>("Visit", "Begin", EncryptionContext.Parse("Department=support"), ValueEncodings.DateTime);
        using RecordKey key = await ring.CreateRecordKeyAsync(column.Context);
        int[] kinds = new int[4];
        int zones = 0;
        foreach (TimeZoneInfo zone in TimeZoneInfo.GetSystemTimeZones())
        {
            Environment.SetEnvironmentVariable("TZ", zone.Id);
            TimeZoneInfo.ClearCachedData();
            zones++;
            foreach (DateTime change in Changes(TimeZoneInfo.Local))
            {
                foreach (TimeSpan around in s_around)
                {
                    DateTime local = (change + around).ToLocalTime();
                    DateTime read = await ring.DecryptAsync(column, column.Encrypt(local, key));
                    kinds[Bits(local) >> 62]++;
                    if (Bits(read) != Bits(local) || read.ToUniversalTime() != local.ToUniversalTime())
                        Console.WriteLine($"lost {zone.Id} {change:O} {around}");
                }
            }
        }

        Console.WriteLine($"zones {zones}");
        Console.WriteLine($"kinds {string.Join(' ', kinds)}");
    }

    /// <summary>When the zone's clocks change, by its offsets from week to week; UTC.</summary>
    private static IEnumerable<DateTime> Changes(TimeZoneInfo zone)
    {
        var time = new DateTime(1965, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (; time.Year < 2040; time = time.AddDays(7))
        {
            DateTime low = time, high = time.AddDays(7);
            if (zone.GetUtcOffset(low) == zone.GetUtcOffset(high))
                continue;
            while ((high - low).Ticks > 1)
            {
                DateTime middle = low + ((high - low) / 2);
                if (zone.GetUtcOffset(middle) == zone.GetUtcOffset(low))
                    low = middle;
                else
                    high = middle;
            }

            yield return high;
        }
    }

    private static ulong Bits(DateTime time) => Unsafe.BitCast<DateTime, ulong>(time);
}
