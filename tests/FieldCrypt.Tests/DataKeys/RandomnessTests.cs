using System.Reflection;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.DataKeys;

/// <summary>Salts and nonces: fresh for each record, none given out twice, none kept.</summary>
public class RandomnessTests
{
    [Theory]
    [InlineData(DataKeyMode.Hierarchical)]
    [InlineData(DataKeyMode.Direct)]
    public async Task No_two_records_share_a_salt_and_no_two_values_a_nonce(DataKeyMode mode)
    {
        using var keys = new TestRing(options => options.DataKeys = mode);
        await keys.Ring.WarmUpAsync([Columns.Finance]);
        HashSet<string> salts = [];
        HashSet<string> nonces = [];
        int values = 0;

        // Records at once, of fewer and of more columns than one draw has nonces for.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (int record = 0; record < 200; record++)
            {
                using RecordKey key = await keys.Ring.CreateRecordKeyAsync(Columns.Finance);
                int columns = (record + worker) % (3 * RecordKey.NoncesPerDraw) + 1;
                for (int column = 0; column < columns; column++)
                {
                    Envelope envelope = Envelope.Parse(Columns.Pan.Encrypt("x", key));
                    string salt = Convert.ToHexString(mode == DataKeyMode.Hierarchical ? envelope.RecordSalt : envelope.DirectKeySection);
                    string nonce = Convert.ToHexString(envelope.Nonce);
                    lock (salts)
                    {
                        salts.Add(salt).ShouldBe(column == 0, "one salt for all columns of a record, and of no other");
                        nonces.Add(nonce).ShouldBeTrue("a nonce was given out twice");
                        values++;
                    }
                }
            }
        })));

        salts.Count.ShouldBe(800);
        nonces.Count.ShouldBe(values);
    }

    [Fact]
    public async Task Salt_and_nonces_of_a_record_share_no_bytes()
    {
        using var keys = new TestRing();
        for (int record = 0; record < 200; record++)
        {
            using RecordKey key = await keys.Ring.CreateRecordKeyAsync(Columns.Finance);
            HashSet<string> pieces = [];
            for (int column = 0; column < RecordKey.NoncesPerDraw; column++)
            {
                Envelope envelope = Envelope.Parse(Columns.Pan.Encrypt("x", key));
                if (column == 0)
                    AddPieces(pieces, envelope.RecordSalt);
                AddPieces(pieces, envelope.Nonce);
            }
        }

        // 20 pieces of 6 bytes: the chance that two are equal by accident is about 10^-12 a record.
        static void AddPieces(HashSet<string> pieces, ReadOnlySpan<byte> random)
        {
            for (int at = 0; at + 6 <= random.Length; at += 6)
                pieces.Add(Convert.ToHexString(random.Slice(at, 6))).ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_random_is_kept_where_two_processes_or_threads_could_share_it()
    {
        FieldInfo[] statics = [.. typeof(KeyRing).Assembly.GetTypes().SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))];

        statics.ShouldNotBeEmpty();
        statics.Where(static field => field.IsDefined(typeof(ThreadStaticAttribute))).ShouldBeEmpty();
        statics.Where(static field => !field.IsLiteral && !field.IsInitOnly && (field.FieldType == typeof(byte[]) || field.FieldType == typeof(Memory<byte>))).ShouldBeEmpty();
    }
}
