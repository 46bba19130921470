using Dam.Infrastructure.Imaging.Steps;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class ThumbHashTests
{
    /// <summary>Made with the reference implementation (npm thumbhash 0.1.1) of the same pixels.</summary>
    [Theory]
    [InlineData(20, 13, true, "HAgOHZhhdndwh4h2iGiIh+CiD/eH")]
    [InlineData(13, 20, false, "VqeFEw4qQWQHZoj5vCSm+G94iod4iIg=")]
    [InlineData(1, 1, true, "AAgCBwAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(100, 3, false, "0seGKYQaVkWAiISYfzz0d7j4iId4iHg=")]
    public void Of_Should_AgreeWithTheReference_When_ThePixelsAreTheSame(int width, int height, bool isOpaque, string expected)
    {
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 4;
                (rgba[at], rgba[at + 1], rgba[at + 2]) = ((byte)(x * 12), (byte)(y * 19), (byte)(x * y * 7));
                rgba[at + 3] = isOpaque ? (byte)255 : (byte)(255 - (((x * x) + (y * 3)) % 200));
            }
        }

        Assert.Equal(expected, ThumbHash.Of(rgba, width, height));
    }
}
