using System.Collections.Concurrent;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <summary>So much is being rendered that this would have to wait too long.</summary>
/// <param name="RetryAfter">When to ask again.</param>
public sealed record RenditionBusy(TimeSpan RetryAfter)
    : DomainError("RENDITION_BUSY", $"Too many renditions are being made. Ask again in {RetryAfter.TotalSeconds:0} seconds.");

/// <summary>The file cannot be rendered, now or later.</summary>
/// <param name="Code">That of <see cref="ImageException"/>: <c>DAMAGED</c>, <c>TOO_MANY_PIXELS</c>, …</param>
public sealed record RenditionImpossible(string Code, string Message) : DomainError(Code, Message);

/// <summary>A rendition of some bytes. The right to it is decided before.</summary>
/// <param name="Region">Where the original lies, and the rendition will.</param>
/// <param name="Digest">Of the original.</param>
/// <param name="Transform">What to make; its format is concrete (<see cref="CanonicalTransform.In"/>).</param>
/// <param name="Mezzanine">Size of the original's mezzanine; null when there is none.</param>
/// <param name="MediaType">Of the original: what the image engine does not read is shown by its mezzanine alone.</param>
public sealed record GetRendition(string Region, string Digest, CanonicalTransform Transform, PixelSize? Mezzanine, string MediaType)
{
    /// <summary>Of a version.</summary>
    public static GetRendition Of(VersionDetails version, CanonicalTransform transform) => new(
        version.Region,
        version.Digest,
        transform,
        version.Image is { MezzanineWidth: { } width, MezzanineHeight: { } height } ? new PixelSize(width, height) : null,
        version.MediaType);

    /// <summary>What may be given while <see cref="Transform"/> is being made, which would take longer than a request should; null where it does not.</summary>
    public CanonicalTransform? StandIn { get; init; }

    /// <summary>Where it is kept once it is made.</summary>
    public BlobKey Key => new(BlobArea.Renditions, Region, Digest, Transform.ToString());
}

/// <summary>Gives renditions from memory or the store, and makes those that are not there, each once however many ask; or gives what may stand in, and has the other made in the background.</summary>
public sealed class GetRenditionHandler(IBlobStore blobs, RenditionMaker maker, RecentRenditions recent, RenditionLimits limits, IUnitsOfWork units, TimeProvider time)
{
    /// <summary>Orders for the background that were written lately, so that not each request writes one; more than so many are forgotten.</summary>
    private const int MostRemembered = 10_000;

    /// <summary>After which an order is written again: what was made may be gone again by then.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>After which what could not be made is tried again. To find that out costs as much as to make it, or several times that.</summary>
    private static readonly TimeSpan Discouraged = TimeSpan.FromMinutes(1);

    private readonly SingleFlight<BlobKey, DomainError?> _renders = new();
    private readonly RecentCache<BlobKey, Refusal> _refused = new(MostRemembered);
    private readonly ConcurrentDictionary<BlobKey, long> _ordered = new();

    /// <summary>Done when it returns, if the file is in memory.</summary>
    /// <param name="caller">Who asks, for <see cref="RenditionLimits"/>.</param>
    public ValueTask<Outcome<RenditionFile>> HandleAsync(GetRendition query, string? caller, CancellationToken ct) =>
        recent.Find(query.Key) is { } file ? ValueTask.FromResult<Outcome<RenditionFile>>(file) : new ValueTask<Outcome<RenditionFile>>(OpenAsync(query, caller, ct));

    private async Task<Outcome<RenditionFile>> OpenAsync(GetRendition query, string? caller, CancellationToken ct)
    {
        if (query.Mezzanine is null && !MediaTypes.IsDecoded(query.MediaType))
        {
            return new RenditionImpossible("NO_PICTURE", "There is no picture of this file.");
        }

        if (await blobs.OpenAsync(query.Key, ct) is { } kept)
        {
            return await recent.TakeAsync(query, kept, FileSource.Store, ct);
        }

        if (query.StandIn is { } other)
        {
            if (await OrderAsync(query, ct) is { } limited)
            {
                return limited;
            }

            var standIn = await HandleAsync(query with { Transform = other, StandIn = null }, caller, ct);
            return standIn.Succeeded ? standIn.Value with { IsStandIn = true } : standIn;
        }

        return _refused.TryGet(query.Key, out var refused) && time.GetElapsedTime(refused.At) < Discouraged
            ? refused.Error
            : await limits.WaitAsync(caller, () => MakeAsync(query, ct));
    }

    private async Task<Outcome<RenditionFile>> MakeAsync(GetRendition query, CancellationToken ct)
    {
        try
        {
            var error = await _renders.RunAsync(query.Key, async token => limits.Take(query.Digest) ?? await maker.MakeAsync(query, token), ct);
            if (error is RenditionImpossible impossible)
            {
                _refused.Set(query.Key, new Refusal(impossible, time.GetTimestamp()));
            }

            return error is null ? await recent.TakeAsync(query, await blobs.OpenExistingAsync(query.Key, ct), FileSource.Made, ct) : error;
        }
        catch (StorageUnavailableException)
        {
            // It can be had without being kept, as long as what it is made of can be read.
            var rendition = await maker.MakeUnkeptAsync(query, ct);
            return rendition.Succeeded ? new RenditionFile(Bytes: null, rendition.Value, query.Transform, FileSource.Made) : Outcome<RenditionFile>.Refused(rendition.Errors);
        }
    }

    private async Task<RenditionLimited?> OrderAsync(GetRendition query, CancellationToken ct)
    {
        if (_ordered.TryGetValue(query.Key, out var at) && time.GetElapsedTime(at) < Remembered)
        {
            return null;
        }

        if (limits.Take(query.Digest) is { } limited)
        {
            return limited;
        }

        await units.ChangeAsync(
            async unit =>
            {
                await MakeRenditionsHandler.EnqueueAsync(unit.Jobs, [query], ct);
                return query.Key;
            },
            ct);
        if (_ordered.Count >= MostRemembered)
        {
            _ordered.Clear();
        }

        _ordered[query.Key] = time.GetTimestamp();
        return null;
    }

    /// <param name="At">Timestamp.</param>
    private sealed record Refusal(RenditionImpossible Error, long At);
}
