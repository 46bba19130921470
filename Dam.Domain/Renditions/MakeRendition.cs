using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;

namespace Dam.Domain.Renditions;

/// <summary>Makes a rendition that nobody waits for: something else was given in its stead. One at a time on each node, so that those that somebody waits for come first.</summary>
public sealed class MakeRenditionHandler(RenditionMaker maker, IBlobStore blobs) : IJobHandler
{
    public const string JobKind = "make-rendition";

    public string Kind => JobKind;

    public int? Parallelism => 1;

    /// <summary>Once however many ask, as long as it has not begun.</summary>
    public static Task EnqueueAsync(IJobQueue jobs, GetRendition rendition, CancellationToken ct) => jobs.EnqueueOnceAsync(
        $"{JobKind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rendition.Key.ToString())))}",
        JobKind,
        JsonSerializer.Serialize(new Payload(
            rendition.Region, rendition.Digest, rendition.Transform.ToString(), rendition.MediaType, rendition.Mezzanine?.Width, rendition.Mezzanine?.Height)),
        new JobTerms { Priority = JobPriority.Bulk },
        ct);

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var rendition = Read(run.Payload);
        if (await blobs.ExistsAsync(rendition.Key, ct) || !await blobs.ExistsAsync(new BlobKey(BlobArea.Originals, rendition.Region, rendition.Digest), ct))
        {
            return;
        }

        if (await maker.MakeAsync(rendition, ct) is RenditionBusy busy)
        {
            throw new InvalidOperationException(busy.Message);
        }
    }

    /// <summary>What stands in for it goes on doing so.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    private static GetRendition Read(string payload)
    {
        var said = JsonSerializer.Deserialize<Payload>(payload)!;
        return CanonicalTransform.TryParse(said.Transform, out var transform)
            ? new GetRendition(
                said.Region, said.Digest, transform, said is { MezzanineWidth: { } width, MezzanineHeight: { } height } ? new PixelSize(width, height) : null, said.MediaType)
            : throw new FormatException($"\"{said.Transform}\" is no transform.");
    }

    private sealed record Payload(string Region, string Digest, string Transform, string MediaType, int? MezzanineWidth, int? MezzanineHeight);
}
