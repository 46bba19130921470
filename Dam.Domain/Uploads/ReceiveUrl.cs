using Dam.Domain.Access;
using Dam.Domain.Blobs;

namespace Dam.Domain.Uploads;

/// <param name="Url">Absolute, http or https.</param>
public sealed record ReceiveUrl(Uri Url) : Command;

/// <summary>
/// Takes in a file from the web while its caller waits, for a bounded time. What is known of the file afterwards, its size first of all, is known before an asset is made of it, as
/// with every other way in.
/// </summary>
public sealed class ReceiveUrlHandler(IUnitsOfWork units, IUrlFetcher fetcher, IBlobStore blobs, ReceiveUploadHandler receive)
{
    private static readonly string[] Path = ["input", "source", "url"];

    public async Task<Outcome<ReservedUpload>> HandleAsync(Caller caller, ReceiveUrl command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        var part = command with { IdempotencyKey = ReceiveFileHandler.KeyOf(command.IdempotencyKey) };
        if (await units.FindAnswerAsync<ReceiveUrl, ReservedUpload>(caller, part, ct) is { } answered)
        {
            return answered;
        }

        try
        {
            await using var file = await fetcher.FetchAsync(command.Url, ct);
            await using var staged = await blobs.StageAsync(file.Content, fetcher.LargestFile, ct);
            return staged.Size == 0
                ? new InvalidInput("FILE_EMPTY", "The server answered with nothing, and an empty file is no asset.") { Path = Path }
                : await receive.TakeInAsync(caller, part, new NewFile(file.Filename, file.MediaType), staged, ct);
        }
        catch (UrlFetchException failure)
        {
            return new InvalidInput(failure.Code, failure.Message) { Path = Path };
        }
        catch (BlobTooLargeException tooLarge)
        {
            return new TooLarge(tooLarge.Limit) { Path = Path };
        }
    }
}
