using System.Web;
using Dam.Domain.Delivery;
using Dam.Domain.Uploads;

namespace Dam.Tests.Domain.Delivery;

public sealed class UploadUrlsTests
{
    private static readonly ReservedUpload Upload = new(Guid.CreateVersion7(), DeclaredDigest: null, Given.Noon.AddHours(1));

    [Fact]
    public void Check_Should_BeValidUntilTheUploadExpires_When_NothingIsChanged()
    {
        var (exp, sig) = Parameters(Given.UploadUrls(new StoppedClock(Given.Noon)).For(Upload));

        Assert.Equal(UploadUrlState.Valid, At(Given.Noon));
        Assert.Equal(UploadUrlState.Valid, At(Given.Noon.AddHours(1).AddTicks(-1)));
        Assert.Equal(UploadUrlState.Expired, At(Given.Noon.AddHours(1)));

        UploadUrlState At(DateTimeOffset now) => Given.UploadUrls(new StoppedClock(now)).Check(Upload.Id, exp, sig);
    }

    [Fact]
    public void Check_Should_BeForged_When_AnotherUploadInstantOrSignatureIsNamed()
    {
        var urls = Given.UploadUrls(new StoppedClock(Given.Noon));
        var (exp, sig) = Parameters(urls.For(Upload));

        Assert.Equal(UploadUrlState.Forged, urls.Check(Guid.CreateVersion7(), exp, sig));
        Assert.Equal(UploadUrlState.Forged, urls.Check(Upload.Id, "9" + exp, sig));
        Assert.Equal(UploadUrlState.Forged, urls.Check(Upload.Id, exp, sig + "A"));
        Assert.Equal(UploadUrlState.Forged, urls.Check(Upload.Id, exp, null));
        Assert.Equal(UploadUrlState.Forged, urls.Check(Upload.Id, null, sig));
        Assert.Equal(UploadUrlState.Forged, urls.Check(Upload.Id, new string('1', 5000), sig));
    }

    private static (string Exp, string Sig) Parameters(SignedUrl signed)
    {
        Assert.Equal($"/uploads/{Upload.Id:N}", signed.Url.AbsolutePath);
        var query = HttpUtility.ParseQueryString(signed.Url.Query);
        return (query["exp"]!, query["sig"]!);
    }
}
