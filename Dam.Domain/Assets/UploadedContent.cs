using Dam.Domain.Access;
using Dam.Domain.Uploads;

namespace Dam.Domain.Assets;

/// <summary>What an upload holds, as the content of a version, or why it cannot be one.</summary>
internal static class UploadedContent
{
    /// <summary>Code of the refusal of an upload that something else was made of.</summary>
    public const string Used = "UPLOAD_USED";

    private static readonly string[] Source = ["input", "source", "uploadId"];

    public static NotFound Unknown(Guid uploadId) => new("UPLOAD", uploadId.ToString("N")) { Path = Source };

    /// <summary>The upload has become an asset that is not there any more.</summary>
    public static InvalidInput Gone =>
        new(Used, "The asset that was made of this upload has been deleted. Restore it, or send the file again.") { Path = Source };

    public static InvalidInput UsedElsewhere => new(Used, "Another asset was made of this upload.") { Path = Source };

    public static DuplicateContent Duplicate(Guid existing) => new(existing) { Path = Source };

    public static Outcome<NewVersion> ContentFor(this Upload upload, Caller caller, IngestRules rules, string? note)
    {
        if (upload is not { Digest: { } digest, Region: { } region, MediaType: { } mediaType })
        {
            return new InvalidInput(ReceiveUploadHandler.NotReceived, "The upload's bytes have not come yet: PUT them to its target first.") { Path = Source };
        }

        return rules.Allows(mediaType)
            ? new NewVersion(digest, region, upload.Filename, mediaType, upload.DeclaredSize, caller.Subject, note) { DeclaredMediaType = upload.DeclaredMediaType }
            : new UnsupportedMedia(mediaType) { Path = Source };
    }
}
