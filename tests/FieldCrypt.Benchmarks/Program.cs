using BenchmarkDotNet.Running;
using FieldCrypt.Benchmarks;

if (args is ["peak-memory"])
    await PeakMemory.RunAsync();
else if (args is ["record-ratio"])
    await RecordRatio.RunAsync();
else
    BenchmarkSwitcher.FromAssembly(typeof(RecordBenchmarks).Assembly).Run(args);
