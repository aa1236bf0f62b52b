using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>URIs that their text alone does not give back are refused.</summary>
public sealed class UriTests : IDisposable
{
    private static readonly EncryptedColumn<Uri> s_column = new("Site", "Address", Columns.Finance, ValueEncodings.Uri);

    private readonly TestRing _keys = new();

    public static TheoryData<string, Uri> Refused => new()
    {
        { "canonicalization switched off", new Uri("http://a.example/%41/../b", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }) },
        { "a derived class", new OwnUri("http://a.example/") },
#pragma warning disable CS0618 // the obsolete constructor makes one
        { "escaped by the caller", new Uri("http://a.example/b%20c d", dontEscape: true) },
#pragma warning restore CS0618
    };

    public void Dispose() => _keys.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task One_that_its_text_does_not_give_back_is_refused(string why, Uri uri)
    {
        var exception = await Should.ThrowAsync<FieldCryptException>(_keys.EncryptAsync(s_column, uri), why);

        exception.Error.ShouldBe(FieldCryptError.ValueNotSupported);
        exception.Column.ShouldBe("Site.Address");
        exception.Message.ShouldNotContain("a.example");
    }

    [Theory]
    [InlineData("")]
    [InlineData("02612f")]
    [InlineData("00687474703a2f2f612e6578616d706c652f")] // an absolute one said to be relative
    [InlineData("01612f62")]
    [InlineData("01ff")]
    public void What_is_no_encoding_of_a_URI_is_not_read(string plaintext)
        => ValueEncodings.Uri.TryDecode(Convert.FromHexString(plaintext), out _).ShouldBeFalse();

    private sealed class OwnUri(string text) : Uri(text);
}
