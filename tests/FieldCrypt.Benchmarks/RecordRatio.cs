using System.Diagnostics;
using System.Globalization;

namespace FieldCrypt.Benchmarks;

/// <summary>
/// What a record of three 16-byte fields costs beside the raw calls: blocks of some hundred records, raw and encrypted in
/// turn in one process, so that what else the machine does meets both. Medians of the pairs' ratios, with quartiles.
/// </summary>
internal static class RecordRatio
{
    private const int Pairs = 400;
    private const int RecordsPerBlock = 300;

    public static async Task RunAsync()
    {
        var benchmarks = new RecordBenchmarks();
        await benchmarks.SetUp();
        Measure("encrypt", () => benchmarks.RawEncrypt(), () => benchmarks.Encrypt());
        Measure("encrypt, salt and nonces among the raw calls", () => benchmarks.RawEncryptWithDraw(), () => benchmarks.Encrypt());
        Measure("decrypt", () => benchmarks.RawDecrypt(), () => benchmarks.Decrypt());
    }

    private static void Measure(string name, Action raw, Action fieldCrypt)
    {
        double[] floor = new double[Pairs];
        double[] ratios = new double[Pairs];
        for (int pair = -100; pair < Pairs; pair++)
        {
            bool rawFirst = pair % 2 == 0;
            double first = Time(rawFirst ? raw : fieldCrypt);
            double second = Time(rawFirst ? fieldCrypt : raw);
            if (pair < 0)
                continue;
            floor[pair] = rawFirst ? first : second;
            ratios[pair] = rawFirst ? second / first : first / second;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        fieldCrypt();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        (double low, double median, double high) = Quartiles(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: raw calls {Quartiles(floor).Median:0.00} µs a record; FieldCrypt {median:0.00} times that (quartiles {low:0.00} and {high:0.00}), {allocated} bytes allocated"));
    }

    /// <summary>Microseconds a record.</summary>
    private static double Time(Action record)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < RecordsPerBlock; i++)
            record();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / RecordsPerBlock;
    }

    private static (double Low, double Median, double High) Quartiles(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 4], sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4]);
    }
}
