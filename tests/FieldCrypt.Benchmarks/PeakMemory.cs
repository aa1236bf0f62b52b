using Microsoft.EntityFrameworkCore;

namespace FieldCrypt.Benchmarks;

/// <summary>Peak managed memory of adding and saving 100,000 rows in one call, encrypted against plaintext.</summary>
internal static class PeakMemory
{
    private const int Rows = 100_000;

    public static async Task RunAsync()
    {
        using var databases = new Databases(DatabaseProvider.Sqlite);
        await databases.SavePlainAsync(100);
        await databases.SaveEncryptedAsync(100);
        long plain = await MeasureAsync(() => databases.SavePlainAsync(Rows));
        long encrypted = await MeasureAsync(() => databases.SaveEncryptedAsync(Rows));
        Console.WriteLine($"AddRange of {Rows:N0} rows x 3 columns, SQLite, peak managed memory: plaintext {plain >> 20} MB, FieldCrypt {encrypted >> 20} MB, ratio {(double)encrypted / plain:F2}");
    }

    private static async Task<long> MeasureAsync(Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        long start = GC.GetTotalMemory(forceFullCollection: true);
        long peak = start;
        using var done = new CancellationTokenSource();
        Task watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                await Task.Delay(5);
            }
        });
        await work();
        await done.CancelAsync();
        await watch;
        return peak - start;
    }
}
