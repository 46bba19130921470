using System.Globalization;
using Dam.Domain.Uploads;

namespace Dam.Domain.Delivery;

/// <summary>What a signed upload URL turned out to be.</summary>
public enum UploadUrlState
{
    /// <summary>This service never gave it out, or not for this upload.</summary>
    Forged,

    Expired,

    Valid,
}

/// <summary>
/// Makes and checks the URL to which an upload's bytes are sent: <c>/uploads/{id}?exp={unix seconds}&amp;sig={kid}.{sig}</c>. It is the permission to send
/// them: whoever has it needs no key, and it is good for this upload only.
/// </summary>
public sealed class UploadUrls(UrlSigner signer, IPublicAddress address, TimeProvider time)
{
    /// <summary>Path under which upload URLs lie, from the public address.</summary>
    public const string Prefix = "uploads/";

    /// <summary>Expires with the upload.</summary>
    public SignedUrl For(ReservedUpload upload)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(upload.ExpiresAt.ToUnixTimeSeconds());
        var expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = signer.Sign(SignedText(upload.Id, expiry));
        return new SignedUrl(new Uri(address.Base, $"{Prefix}{upload.Id:N}?exp={expiry}&sig={signature}"), expiresAt);
    }

    /// <param name="expiry">The parameter <c>exp</c> as it came.</param>
    /// <param name="signature">The parameter <c>sig</c> as it came.</param>
    public UploadUrlState Check(Guid uploadId, string? expiry, string? signature)
    {
        if (expiry is null or { Length: > 20 } || !signer.Verify(signature, SignedText(uploadId, expiry))
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return UploadUrlState.Forged;
        }

        return time.GetUtcNow().ToUnixTimeSeconds() >= seconds ? UploadUrlState.Expired : UploadUrlState.Valid;
    }

    /// <summary>Starts with a word, as a media URL's signed text never does, so that neither signature passes for the other.</summary>
    private static string SignedText(Guid uploadId, string expiry) => $"{Prefix}{uploadId:N}?exp={expiry}";
}
