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
}
