using FieldCrypt.Aws;

namespace FieldCrypt.Backends.Tests;

public sealed class AwsKeyArnTests
{
    private const string MultiRegionKey = "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private const string SingleRegionKey = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    [Theory]
    [InlineData(MultiRegionKey, "eu-west-1", "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab")]
    [InlineData(MultiRegionKey, "us-east-1", MultiRegionKey)]
    [InlineData(MultiRegionKey, null, MultiRegionKey)]
    [InlineData(SingleRegionKey, "eu-west-1", SingleRegionKey)]
    [InlineData("alias/cards", "eu-west-1", "alias/cards")]
    [InlineData("mrk-1234abcd12ab34cd56ef1234567890ab", "eu-west-1", "mrk-1234abcd12ab34cd56ef1234567890ab")]
    public void Replica_of_a_multi_region_key_is_named_in_the_client_s_region(string keyId, string? region, string expected)
        => AwsKeyArn.InRegion(keyId, region).ShouldBe(expected);

    [Theory]
    [InlineData(MultiRegionKey, true)]
    [InlineData(SingleRegionKey, true)]
    [InlineData("arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", true)]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", false)]
    [InlineData("arn:aws:kms:us-east-1:111122223333:alias/cards", false)]
    [InlineData("arn:aws:kms:us-east-1:11112222333:key/1234abcd", false)]
    [InlineData("arn:aws:kms::111122223333:key/1234abcd", false)]
    [InlineData("arn:aws:s3:us-east-1:111122223333:key/1234abcd", false)]
    [InlineData("arn:aws:kms:us-east-1:111122223333:key/1234abcd:x", false)]
    [InlineData("arn:aws:kms:us-east-1:111122223333:key/1234/abcd", false)]
    [InlineData("arn:aws:kms:us-east-1:111122223333:key/", false)]
    [InlineData("arn:aws:kms:us-east-1:111122223333:key/a\nb", false)]
    public void Key_arn_is_told_from_everything_else(string text, bool isKey) => (AwsKeyArn.Parse(text)?.ToString() == text).ShouldBe(isKey);
}
