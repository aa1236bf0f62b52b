namespace FieldCrypt.EntityFrameworkCore.Tests.Support;

/// <summary>Looks into stored envelopes.</summary>
public static class Envelopes
{
    /// <summary>The record salt: two envelopes share it exactly if they were written under one data key.</summary>
    public static string Salt(byte[] envelope) => Convert.ToHexString(Envelope.Parse(envelope).RecordSalt);

    public static byte[] FromText(object? text) => EnvelopeText.TryDecode(text.ShouldBeOfType<string>()).ShouldNotBeNull();
}
