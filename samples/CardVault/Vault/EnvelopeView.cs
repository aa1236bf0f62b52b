using FieldCrypt;
using Spectre.Console;

namespace CardVault.Vault;

/// <summary>Shows an envelope as its parts, in hexadecimal.</summary>
internal static class EnvelopeView
{
    /// <summary>One line per part: name, length, bytes.</summary>
    public static Table Parts(byte[] stored)
    {
        Envelope envelope = Envelope.Parse(stored);
        Table table = new Table().Border(TableBorder.Simple).AddColumns("part", "bytes", "stored");
        Add("header", envelope.Header, $"{envelope.Suite}, {envelope.Kind}{(envelope.IsPadded ? ", padded" : "")}");
        Add("branch key id", stored.AsSpan(4, BranchKeyId.Length));
        Add("record salt", envelope.RecordSalt);
        Add("key commitment", envelope.Commitment);
        Add("nonce", envelope.Nonce);
        Add("ciphertext", envelope.Ciphertext);
        Add("tag", envelope.Tag);
        return table;

        void Add(string name, ReadOnlySpan<byte> bytes, string? note = null)
        {
            string hex = Convert.ToHexStringLower(bytes);
            table.AddRow(name, $"{bytes.Length}", note is null ? hex : $"{hex}  ({note})");
        }
    }
}
