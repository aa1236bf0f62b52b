using CsCheck;
using FieldCrypt.Tests.EmbeddedKeys;

namespace FieldCrypt.Tests.Audit;

/// <summary>Any change of a valid file is found, at its line; whatever the bytes, verification answers and never throws.</summary>
public sealed class AuditVerifierPropertyTests : IDisposable
{
    private static readonly Gen<AuditEvent> s_event =
        from texts in Gen.String[Gen.Char, 0, 20].Array[7]
        from ticks in Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks]
        select new AuditEvent
        {
            Time = new DateTimeOffset(ticks, TimeSpan.Zero),
            Principal = texts[0],
            Operation = texts[1],
            KeyId = texts[2],
            KeyVersion = texts[3],
            Context = texts[4],
            Outcome = texts[5],
            ChangeId = texts[6],
        };

    private readonly KeyMaterial _key = KeyMaterial.CopyOf([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_file_of_any_events_is_intact()
        => s_event.Array[0, 12].Select(Gen.Bool).Sample((events, keyed) =>
        {
            Sample file = Write(events, keyed);
            AuditVerification verified = AuditFileVerifier.Verify(file.Bytes, file.Key);
            verified.Problem.ShouldBeNull();
            verified.Lines.ShouldBe(events.Length + 1);
            verified.Head.ShouldBe(file.Head);
        }, iter: 300);

    [Fact]
    public void A_changed_byte_is_found_at_its_line()
        => Files(s => Gen.Int[0, s.Bytes.Length - 1].Select(Gen.Int[1, 255])).Sample((file, at) =>
        {
            byte[] changed = [.. file.Bytes];
            changed[at.Item1] ^= (byte)at.Item2;
            ShouldBeFound(file, changed, file.LineOf(at.Item1));
        }, iter: 3000);

    [Fact]
    public void Every_byte_changed_in_every_bit_is_found_at_its_line()
    {
        Sample file = Write([AuditFileTests.Event(1), AuditFileTests.Event(2) with { ChangeId = new string('a', 32), Outcome = AuditOutcome.Intent }], keyed: true);
        for (int at = 0; at < file.Bytes.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. file.Bytes];
                changed[at] ^= (byte)(1 << bit);
                ShouldBeFound(file, changed, file.LineOf(at));
            }
        }
    }

    [Fact]
    public void A_line_removed_is_found()
        => Files(static s => Gen.Int[0, s.Lines.Count - 1]).Sample((file, at) =>
            ShouldBeFound(file, Join([.. file.Lines.Take(at), .. file.Lines.Skip(at + 1)]), at + 1), iter: 500);

    [Fact]
    public void A_line_doubled_is_found()
        => Files(static s => Gen.Int[0, s.Lines.Count - 1]).Sample((file, at) =>
            ShouldBeFound(file, Join([.. file.Lines.Take(at + 1), .. file.Lines.Skip(at)]), at + 2), iter: 500);

    [Fact]
    public void Lines_swapped_are_found()
        => Files(static s => Gen.Int[0, s.Lines.Count - 2].SelectMany(first => Gen.Int[first + 1, s.Lines.Count - 1].Select(second => (first, second)))).Sample((file, at) =>
        {
            byte[][] lines = [.. file.Lines];
            (lines[at.first], lines[at.second]) = (lines[at.second], lines[at.first]);
            ShouldBeFound(file, Join(lines), at.first + 1);
        }, iter: 500);

    [Fact]
    public void A_file_cut_anywhere_is_found_by_a_known_head_and_within_a_line_without()
        => Files(static s => Gen.Int[0, s.Bytes.Length - 1]).Sample((file, length) =>
        {
            byte[] cut = file.Bytes[..length];
            ShouldBeFound(file, cut, file.LineOf(length), file.Head);
            if (length > 0 && cut[^1] != (byte)'\n')
                ShouldBeFound(file, cut, file.LineOf(length));
        }, iter: 1000);

    [Fact]
    public void Bytes_inserted_and_removed_are_found()
        => Files(static s => Gen.Int[0, s.Bytes.Length - 1].Select(Gen.Int[1, 40], Gen.Byte.Array[0, 40])).Sample((file, at) =>
        {
            byte[] changed = [.. file.Bytes.AsSpan(0, at.Item1), .. at.Item3, .. file.Bytes.AsSpan(Math.Min(file.Bytes.Length, at.Item1 + at.Item2))];
            if (!changed.AsSpan().SequenceEqual(file.Bytes))
                AuditFileVerifier.Verify(changed, file.Key, file.Head).IsIntact.ShouldBeFalse();
        }, iter: 3000);

    [Fact]
    public void Any_bytes_get_an_answer()
    {
        foreach (byte[] bytes in (byte[][])
        [
            [.. "{\"seq\":0}\n"u8],
            [.. "{\"seq\":0,\"format\":1,\"chain\":\"sha256\",\"id\":\"\\ud800\",\"time\":\"\",\"previous\":\"\",\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}\n"u8],
            [.. Enumerable.Repeat((byte)'[', 5000), (byte)'\n'],
            [.. Enumerable.Repeat((byte)'x', 200_000)],
            [.. Enumerable.Repeat((byte)'\n', 10)],
        ])
        {
            AuditFileVerifier.Verify(bytes).IsIntact.ShouldBeFalse();
        }

        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.String[0, 200].Select(static text => System.Text.Encoding.UTF8.GetBytes(text + "\n")))
            .Sample(static bytes => AuditFileVerifier.Verify(bytes).IsIntact.ShouldBeFalse(), iter: 3000);
    }

    private static void ShouldBeFound(Sample file, byte[] changed, long line, AuditHead? knownHead = null)
    {
        // What is cut from the end shows against a known head only.
        AuditVerification verified = AuditFileVerifier.Verify(changed, file.Key, knownHead ?? file.Head);
        verified.IsIntact.ShouldBeFalse();
        verified.ProblemLine.ShouldBe(line, verified.Problem);
        verified.Lines.ShouldBe(line - 1);
    }

    private Gen<(Sample, T)> Files<T>(Func<Sample, Gen<T>> change)
        => s_event.Array[1, 8].Select(Gen.Bool).SelectMany((events, keyed) =>
        {
            Sample file = Write(events, keyed);
            return change(file).Select(at => (file, at));
        });

    private Sample Write(AuditEvent[] events, bool keyed)
    {
        using var chain = new AuditChain(keyed ? _key : null);
        var lines = new AuditLines(chain);
        lines.Start(DateTimeOffset.UnixEpoch, "");
        foreach (AuditEvent auditEvent in events)
            lines.Add(auditEvent);
        return new Sample(lines.Written.ToArray(), lines.Head, keyed ? _key : null);
    }

    private static byte[] Join(byte[][] lines) => [.. lines.SelectMany(static line => line)];

    private sealed class Sample(byte[] bytes, AuditHead head, KeyMaterial? key)
    {
        public byte[] Bytes => bytes;

        public AuditHead Head => head;

        public KeyMaterial? Key => key;

        public IReadOnlyList<byte[]> Lines { get; } = Split(bytes);

        /// <summary>The line, from 1, that holds a byte.</summary>
        public long LineOf(int at) => 1 + bytes.AsSpan(0, at).Count((byte)'\n');

        public override string ToString() => System.Text.Encoding.UTF8.GetString(bytes);

        private static List<byte[]> Split(byte[] bytes)
        {
            var lines = new List<byte[]>();
            for (int start = 0; start < bytes.Length;)
            {
                int end = start + bytes.AsSpan(start).IndexOf((byte)'\n') + 1;
                lines.Add(bytes[start..end]);
                start = end;
            }

            return lines;
        }
    }
}
