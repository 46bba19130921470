using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;

namespace Dam.Domain.Renditions;

/// <summary>
/// Makes renditions of one original that nobody waits for, with one decoding: what something else stands in for, or what will be asked for. One set at a time on each node, so that those that
/// somebody waits for come first.
/// </summary>
public sealed class MakeRenditionsHandler(RenditionMaker maker, IBlobStore blobs) : IJobHandler
{
    public const string JobKind = "make-renditions";

    public string Kind => JobKind;

    public int? Parallelism => 1;

    /// <summary>Once however many ask, as long as it has not begun.</summary>
    /// <param name="set">Of one original, at least one.</param>
    public static Task EnqueueAsync(IJobQueue jobs, IReadOnlyList<GetRendition> set, CancellationToken ct)
    {
        var original = set[0];
        var payload = JsonSerializer.Serialize(new Payload(
            original.Region, original.Digest, original.MediaType, original.Mezzanine?.Width, original.Mezzanine?.Height, [.. set.Select(rendition => rendition.Transform.ToString())]));
        var key = $"{JobKind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)))}";
        return jobs.EnqueueOnceAsync(key, JobKind, payload, new JobTerms { Priority = JobPriority.Bulk }, ct);
    }

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var payload = JsonSerializer.Deserialize<Payload>(run.Payload)!;
        if (await blobs.ExistsAsync(new BlobKey(BlobArea.Originals, payload.Region, payload.Digest), ct))
        {
            await maker.MakeSetAsync([.. payload.Transforms.Select(text => Read(payload, text))], ct);
        }
    }

    /// <summary>What stands in for it goes on doing so, and who asks for it has it made.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    private static GetRendition Read(Payload payload, string text)
    {
        var mezzanine = payload is { MezzanineWidth: { } width, MezzanineHeight: { } height } ? new PixelSize(width, height) : (PixelSize?)null;
        return CanonicalTransform.TryParse(text, out var transform)
            ? new GetRendition(payload.Region, payload.Digest, transform, mezzanine, payload.MediaType)
            : throw new FormatException($"\"{text}\" is no transform.");
    }

    private sealed record Payload(string Region, string Digest, string MediaType, int? MezzanineWidth, int? MezzanineHeight, IReadOnlyList<string> Transforms);
}
