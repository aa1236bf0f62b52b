using Amazon.Runtime;
using FieldCrypt.Aws;
using Microsoft.Extensions.DependencyInjection;

namespace FieldCrypt.Backends.Tests;

/// <summary>What EF Core saves and queries cost in KMS calls, counted on the wire.</summary>
public sealed class KmsCallCountTests(MotoServer moto) : IAsyncDisposable
{
    private const int Records = 10_000;

    private readonly Ledger _ledger = new();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Direct_mode_on_10_000_records_makes_exactly_10_000_generate_calls_and_as_many_decrypt_calls_to_read_them()
    {
        await using var kms = new KmsServer();
        void Direct(FieldCryptBuilder keys) => keys.UseAwsKms(KmsServer.KeyArn, options => At(kms.Url, options)).UseDirectDataKeys();

        await using (ServiceProvider writing = _ledger.Process(Direct))
            await Ledger.SaveAsync(writing, Payments(Records));

        kms.Calls.ToArray().ShouldBe([new("GenerateDataKey", Records)]);
        kms.Calls.Clear();
        await using (ServiceProvider reading = _ledger.Process(Direct))
            ShouldBePayments(await Ledger.PaymentsAsync(reading), Records);
        kms.Calls.ToArray().ShouldBe([new("Decrypt", Records)]);
    }

    [Fact]
    public async Task Hierarchical_mode_on_10_000_records_makes_two_calls_per_context_to_write_and_two_to_read_in_another_process()
    {
        await using var kms = new KmsServer();
        void Hierarchical(FieldCryptBuilder keys) => keys.UseAwsKms(KmsServer.KeyArn, options => At(kms.Url, options)).UseEmbeddedBranchKeyStore(_ledger.BranchKeys);

        await using (ServiceProvider writing = _ledger.Process(Hierarchical))
            await Ledger.SaveAsync(writing, Payments(Records / 2).Concat(Payslips(Records / 2)));

        kms.Calls.ToArray().ShouldBe([new("GenerateDataKey", 4)], "a branch key and the key of its set for each context");
        await using (ServiceProvider reading = _ledger.Process(Hierarchical))
        {
            ShouldBePayments(await Ledger.PaymentsAsync(reading), Records / 2);
            (await Ledger.PayslipsAsync(reading)).Select(static payslip => payslip.Amount).ShouldBe(Enumerable.Range(0, Records / 2).Select(static i => i + 0.25m));
        }

        kms.Calls.OrderBy(static call => call.Key).ShouldBe([new("Decrypt", 4), new("GenerateDataKey", 4)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_are_the_same_against_moto(bool direct)
    {
        const int records = 300;
        await using AwsKmsUnderTest aws = await AwsKmsUnderTest.StartAsync(moto);
        aws.Front.Calls.Clear();
        void Keys(FieldCryptBuilder keys)
        {
            keys.UseAwsKms(aws.Alias, options => At(aws.Front.Url, options));
            if (direct)
                keys.UseDirectDataKeys();
            else
                keys.UseEmbeddedBranchKeyStore(_ledger.BranchKeys);
        }

        await using (ServiceProvider writing = _ledger.Process(Keys))
            await Ledger.SaveAsync(writing, Payments(records));
        await using (ServiceProvider reading = _ledger.Process(Keys))
            ShouldBePayments(await Ledger.PaymentsAsync(reading), records);

        // The process that only reads asks once for which key the alias stands.
        int each = direct ? records : 2;
        aws.Front.Calls.OrderBy(static call => call.Key).ShouldBe([new("Decrypt", each), new("DescribeKey", 1), new("GenerateDataKey", each)]);
    }

    private static void At(string url, AwsKmsOptions options)
    {
        options.Credentials = new BasicAWSCredentials("test", "test");
        options.ConfigureClient = config =>
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = "us-east-1";
        };

        // A retry after a slow answer would be counted.
        options.Resilience.MaximumAttempts = 1;
        options.Resilience.AttemptTimeout = TimeSpan.FromMinutes(5);
    }

    private static IEnumerable<object> Payments(int count) => Enumerable.Range(0, count).Select(static i => new Payment { Pan = Pan(i), Holder = i % 2 == 0 ? "Ada" : null });

    private static IEnumerable<object> Payslips(int count) => Enumerable.Range(0, count).Select(static i => new Payslip { Amount = i + 0.25m });

    private static string Pan(int i) => $"400000123456{i:0000}";

    private static void ShouldBePayments(List<Payment> read, int count)
        => read.Select(static payment => payment.Pan).ShouldBe(Enumerable.Range(0, count).Select(Pan));
}
