using System.Globalization;
using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Errors;

/// <summary>What somebody stored cannot break a line of a log, steer a terminal or fill a disk by way of a message.</summary>
public sealed class StoredTextTests
{
    private static readonly string[] s_hostile =
    [
        "\n2026-01-01 audit: all is well", "\r\n", "\u001b[2J\u001b]0;title\a", "\u009b31m", "\u202Egnp.exe", "\u2066x\u2069", "\u2028", "\u2029", "\u0085", "\0", "\u007f",
        "\uFEFF", "\u200B", "\uD800", "\uDC00", "\uE000", "\uFFFF", "\U000E0041", new string('A', 100_000), new string('\n', 100_000), "東京 ÄÖÜ 🔑",
    ];

    private static readonly Gen<string> s_text = Gen.Select(
        Gen.OneOf(Gen.Int[0, s_hostile.Length - 1].Select(static i => s_hostile[i]), Gen.String, Gen.Char.Array[0, 50].Select(static chars => new string(chars))).Array[0, 6],
        static parts => string.Concat(parts));

    [Fact]
    public void Message_key_id_and_column_hold_only_bounded_printable_text() => Gen.Select(s_text, s_text, s_text).Sample(static (message, keyId, column) =>
    {
        var exception = new FieldCryptException(FieldCryptError.KeyNotFound, message) { KeyId = keyId, Column = column };

        ShouldBeClean(exception.Message, 4096);
        ShouldBeClean(exception.KeyId!, 2048);
        ShouldBeClean(exception.Column!, 2048);
        exception.ToString().ShouldNotContain('\u001b');
    }, iter: 2_000);

    [Fact]
    public void Wrapped_key_is_written_bounded_and_clean() => Gen.Select(s_text, s_text, s_text).Sample(static (provider, keyId, version) =>
        ShouldBeClean(new WrappedKey(provider, keyId, version, [1]).ToString(), 32 + 512 + 255 + 2), iter: 2_000);

    [Fact]
    public void Clean_text_stays_as_it_is_and_cleaning_twice_changes_nothing() => s_text.Sample(static text =>
    {
        string clean = StoredText.Clean(text, 512);
        StoredText.Clean(clean, 512).ShouldBe(clean);
        if (text.Length <= 512 && IsClean(text))
            clean.ShouldBeSameAs(text);
    }, iter: 2_000);

    [Fact]
    public void Long_text_keeps_its_beginning_and_its_end()
    {
        string clean = StoredText.Clean($"begins {new string('x', 10_000)} ends", 64);
        clean.Length.ShouldBe(64);
        clean.ShouldStartWith("begins ");
        clean.ShouldEndWith(" ends");
        clean.ShouldContain('…');
    }

    [Fact]
    public async Task Hostile_key_ids_of_stored_keys_reach_no_message_audit_line_or_metric_as_they_are()
    {
        foreach (string hostile in s_hostile)
        {
            string keyRing = $"hostile-{Guid.NewGuid():N}";
            using var probe = new MeterProbe(keyRing);
            var audit = new RecordingAuditSink();
            var backend = new MemoryKeyBackend();
            var set = new BackendSet([backend], TimeSpan.FromSeconds(10), TimeProvider.System, new AuditTrail([audit], "test", TimeProvider.System), keyRing);
            WrappedKey[] planted = [new("memory", hostile, hostile, [1]), new(hostile, hostile, hostile, [1])];

            foreach (WrappedKey wrapped in planted)
            {
                FieldCryptException failure = await Should.ThrowAsync<FieldCryptException>(() => set.UnwrapAsync([wrapped], Columns.Finance, default));
                ShouldBeClean(failure.Message, 4096);
                failure.Message.Length.ShouldBeLessThan(2048);
            }

            // A key of ours with a hostile version is sent, and what then fails is told.
            await Should.ThrowAsync<FieldCryptException>(() => set.UnwrapAsync([new WrappedKey("memory", backend.KeyName, hostile, [1])], Columns.Finance, default));
            audit.Events.Count.ShouldBe(2);
            foreach (AuditEvent told in audit.Events)
            {
                ShouldBeClean(told.KeyId, 33 + 512);
                ShouldBeClean(told.KeyVersion, 255);
                ShouldBeClean(told.Outcome, 64);
            }

            foreach (string tag in probe.Measurements.SelectMany(static measured => measured.Tags.Values))
                ShouldBeClean(tag, 64);
        }
    }

    private static void ShouldBeClean(string text, int maximumLength)
    {
        text.Length.ShouldBeLessThanOrEqualTo(maximumLength);
        IsClean(text).ShouldBeTrue(Convert.ToHexString(System.Text.Encoding.BigEndianUnicode.GetBytes(text)));
    }

    private static bool IsClean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate)
            {
                return false;
            }

            if (char.IsHighSurrogate(text[i]))
                i++;
        }

        return true;
    }
}
