using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Dam.Import.Progress;
using Dam.Import.Rows;
using Dam.Import.Service;

namespace Dam.Import;

/// <summary>
/// Hashes, asks what is held already, sends the rest in several lanes and makes assets of it as it comes. Nothing is remembered between runs: what the service holds is what was done, so a run
/// that was cut off at any point is gone on with by the next.
/// </summary>
internal sealed class Importer(DamService service, ImportOptions options, ImportProgress progress)
{
    /// <summary>How long what was sent may wait for more before assets are made of it.</summary>
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(1);

    public async Task RunAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        await HashAsync([.. rows.Where(row => row.Outcome is null)], ct);
        var open = rows.Where(row => row.Outcome is null).ToList();
        if (options.OnDuplicate != DuplicatePolicy.Allow)
        {
            await FindHeldAsync(open, ct);
        }

        // Of the same bytes the first is sent, and what it becomes the others are, unless each is to be an asset of its own.
        var groups = open.Where(row => row.Outcome is null)
            .GroupBy(row => options.OnDuplicate == DuplicatePolicy.Allow ? row.Name : row.Digest!, StringComparer.Ordinal)
            .Select(group => group.ToList())
            .ToList();
        await SendAsync(groups.ConvertAll(group => group[0]), ct);
        foreach (var (first, others) in groups.Select(group => (group[0], group.Skip(1))))
        {
            foreach (var other in others)
            {
                Follow(first, other);
            }
        }

        await service.LinkAsync(rows, ct);
        if (options.Wait)
        {
            await WaitAsync([.. rows.Where(row => row.Outcome == RowOutcome.Created)], ct);
        }
    }

    private Task HashAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct) => progress.RunAsync("hashed", rows.Count, bytes: 0, done => Parallel.ForEachAsync(
        rows,
        new ParallelOptions { MaxDegreeOfParallelism = options.Lanes, CancellationToken = ct },
        async (row, token) =>
        {
            try
            {
                await using var file = new FileStream(row.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
                row.Size = file.Length;
                row.Digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, token));
            }
            catch (Exception e) when (IsOfTheFile(e))
            {
                row.Refuse(Unreadable(row, e));
            }

            done(0);
        }));

    private async Task FindHeldAsync(List<ImportRow> rows, CancellationToken ct)
    {
        foreach (var chunk in rows.GroupBy(row => row.Digest!, StringComparer.Ordinal).Chunk(DamService.MostDigests))
        {
            var held = await service.HeldAsync([.. chunk.Select(group => group.Key)], ct);
            foreach (var row in chunk.SelectMany(group => group))
            {
                if (held.TryGetValue(row.Digest!, out var assetId))
                {
                    Settle(row, assetId);
                }
            }
        }
    }

    private void Settle(ImportRow row, string assetId)
    {
        row.Became(RowOutcome.Existing, assetId);
        if (options.OnDuplicate == DuplicatePolicy.Reject)
        {
            row.Refuse(new RowError("DUPLICATE_CONTENT", "An asset with exactly these bytes exists already."));
        }
    }

    private Task SendAsync(List<ImportRow> rows, CancellationToken ct) => progress.RunAsync("sent", rows.Count, rows.Sum(row => row.Size), async done =>
    {
        var sent = Channel.CreateBounded<ImportRow>(2 * DamService.MostAssets);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var creating = CreateAsync(sent.Reader, done, stop);
        try
        {
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = options.Lanes, CancellationToken = stop.Token }, async (row, token) =>
            {
                if (await UploadAsync(row, token))
                {
                    await sent.Writer.WriteAsync(row, token);
                }
                else
                {
                    done(row.Size);
                }
            });
            sent.Writer.Complete();
        }
        catch (Exception e)
        {
            // What was sent still becomes assets; a failure of that is the first cause.
            sent.Writer.TryComplete(e is OperationCanceledException ? e : null);
            await creating;
            throw;
        }

        await creating;
    });

    private async Task<bool> UploadAsync(ImportRow row, CancellationToken ct)
    {
        try
        {
            return await service.UploadAsync(row, ct);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            row.Refuse(Unreadable(row, e));
            return false;
        }
    }

    /// <summary>Makes assets of what has been sent, as many at once as have gathered.</summary>
    private async Task CreateAsync(ChannelReader<ImportRow> sent, Action<long> done, CancellationTokenSource stop)
    {
        try
        {
            var batch = new List<ImportRow>();
            while (await sent.WaitToReadAsync(stop.Token))
            {
                await GatherAsync(sent, batch, stop.Token);
                await service.CreateAsync(batch, options.OnDuplicate, stop.Token);
                batch.ForEach(row => done(row.Size));
                batch.Clear();
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static async Task GatherAsync(ChannelReader<ImportRow> sent, List<ImportRow> batch, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestGathering);
        try
        {
            while (batch.Count < DamService.MostAssets && await sent.WaitToReadAsync(limit.Token))
            {
                while (batch.Count < DamService.MostAssets && sent.TryRead(out var row))
                {
                    batch.Add(row);
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Long enough.
        }
    }

    private void Follow(ImportRow first, ImportRow other)
    {
        if (first.AssetId is { } assetId)
        {
            Settle(other, assetId);
        }
        else
        {
            other.Refuse(first.Errors);
        }
    }

    private async Task WaitAsync(List<ImportRow> rows, CancellationToken ct)
    {
        var open = new ConcurrentDictionary<string, ImportRow>(rows.Select(row => KeyValuePair.Create(row.AssetId!, row)), StringComparer.Ordinal);
        await progress.RunAsync("processed", rows.Count, bytes: 0, async done =>
        {
            while (!open.IsEmpty)
            {
                foreach (var (id, (state, problem)) in await service.ProcessingAsync([.. open.Keys], ct))
                {
                    if (state is not ("PENDING" or "PROCESSING") && open.TryRemove(id, out var row))
                    {
                        row.Processing = state;
                        row.Errors.AddRange(state == "READY" ? [] : [problem ?? new RowError($"PROCESSING_{state}", "The file was taken in and could not be processed.")]);
                        done(0);
                    }
                }

                await Task.Delay(open.IsEmpty ? TimeSpan.Zero : TimeSpan.FromMilliseconds(500), ct);
            }
        });
    }

    private static bool IsOfTheFile(Exception e) => e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or PathTooLongException
        || (e is IOException && e.GetType() == typeof(IOException) && e.InnerException is null);

    private static RowError Unreadable(ImportRow row, Exception e) => new("FILE_UNREADABLE", $"{row.Path} cannot be read: {e.Message}", "file");
}
