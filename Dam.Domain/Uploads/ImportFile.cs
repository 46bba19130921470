using System.Security.Cryptography;
using System.Text;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;

namespace Dam.Domain.Uploads;

/// <param name="Filename">A name that an upload may have.</param>
/// <param name="Size">Bytes that the file has.</param>
/// <param name="Mark">What tells this file from every other that may come, and is the same when the same file is tried again.</param>
/// <param name="WrittenAt">When it was written last.</param>
public sealed record ImportFile(string Filename, long Size, string Mark, DateTimeOffset WrittenAt, DuplicatePolicy OnDuplicate) : Command;

/// <summary>
/// Makes an asset of a file that lies somewhere. The same file tried again, by whichever node and however much later, is the same asset: the upload's id is made of the file's mark and
/// content, and an upload becomes one asset.
/// </summary>
public sealed class ImportFileHandler(IBlobStore blobs, UploadRules rules, ReceiveUploadHandler receive, CreateAssetHandler create)
{
    /// <param name="isUnchanged">Asked when all of the content was read.</param>
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, ImportFile command, Stream content, Func<bool> isUnchanged, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Size > rules.LargestFile)
        {
            return new TooLarge(rules.LargestFile);
        }

        try
        {
            await using var staged = await blobs.StageAsync(content, rules.LargestFile, ct);
            if (staged.Size != command.Size || !isUnchanged())
            {
                return new ContentMismatch("FILE_CHANGED", "The file was written to while it was being read.");
            }

            for (var mark = command.Mark; ; mark += "\nagain")
            {
                var file = new NewFile(command.Filename, MediaType: null) { Id = IdOf(mark, staged.Digest, command.WrittenAt) };
                var upload = await receive.TakeInAsync(caller, command, file, staged, ct);
                if (upload.Value is not { } received)
                {
                    return Outcome<AssetId>.Refused(upload.Errors);
                }

                var made = await create.HandleAsync(caller, new CreateAsset(received.Id, Title: null, Rights: null, command.OnDuplicate), ct);
                if (made.Errors is not [{ Code: UploadedContent.Used }])
                {
                    return made;
                }

                // It was an asset once, which has been deleted since: now it comes again.
            }
        }
        catch (BlobTooLargeException tooLarge)
        {
            return new TooLarge(tooLarge.Limit);
        }
    }

    /// <summary>A UUIDv7 whose random bits are made of what the file is (RFC 9562, section 5.7).</summary>
    private static Guid IdOf(string mark, string digest, DateTimeOffset writtenAt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{mark}\n{digest}"));
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(writtenAt > DateTimeOffset.UnixEpoch ? writtenAt : DateTimeOffset.UnixEpoch).TryWriteBytes(id, bigEndian: true, out _);
        hash.AsSpan(0, 10).CopyTo(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
