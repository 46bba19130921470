using Dam.Domain.Assets;

namespace Dam.Tests.Domain.Assets;

public sealed class IngestRulesTests
{
    [Theory]
    [InlineData("image/png", true)]
    [InlineData("image/*", true)]
    [InlineData("application/vnd.ms-*", true)]
    [InlineData("*/*", true)]
    [InlineData("image", false)]
    [InlineData("*", false)]
    [InlineData("image/", false)]
    [InlineData("im*ge/png", false)]
    public void Problem_Should_TellPatternsThatMeanNothing_When_Asked(string pattern, bool isFine) => Assert.Equal(isFine, IngestRules.Problem(pattern) is null);

    [Theory]
    [InlineData("image/x-nikon-nef", true)]
    [InlineData("application/pdf", true)]
    [InlineData("application/zip", true)]
    [InlineData("model/gltf-binary", true)]
    [InlineData("application/octet-stream", false)]
    [InlineData("text/plain", false)]
    public void Allows_Should_TakeMediaAndDocuments_When_NothingElseIsSet(string mediaType, bool allowed) => Assert.Equal(allowed, new IngestRules().Allows(mediaType));

    [Fact]
    public void Allows_Should_TakeEverything_When_ThatIsSet() => Assert.True(new IngestRules { AllowedTypes = ["*/*"] }.Allows("application/octet-stream"));
}
