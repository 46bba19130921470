using System.Diagnostics;
using System.Text.Json;
using Dam.Benchmarks.Rows;
using Dam.Domain.Likenesses;
using Dam.Infrastructure;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Likenesses;
using Dam.Infrastructure.Persistence.Seeding;
using Dam.Tests;
using Dam.Tests.Infrastructure.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Benchmarks.Likenesses;

/// <summary>
/// What looking for near duplicates costs among so many pictures: over GraphQL, one at a time, each time another asset. Each picture is made of parts of two photographs, so that hardly any two are
/// the same and all have what photographs have: skies, edges, blurs.
/// </summary>
internal static class SimilarBenchmark
{
    private const int Requests = 200;

    private const int BatchSize = 10_000;

    /// <param name="sizes">Numbers of assets.</param>
    /// <param name="server">A PostgreSQL to measure instead of SQLite, as a connection string without a database.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes, string? server)
    {
        var photographs = Samples.Pictures.Select(name => new Summed(Retouched.Make(Samples.Read(name), "half"))).ToList();
        foreach (var size in sizes)
        {
            using var data = await SeededData.CreateAsync(size, server);
            var watch = Stopwatch.StartNew();
            var assets = await FillAsync(data, photographs);
            Console.WriteLine($"{size:N0} assets, {assets.Count:N0} likenesses made in {watch.Elapsed.TotalSeconds:0} s.");
            using var dam = await data.ServeAsync();
            Measure(dam, "by id alone", "query($id: ID!) { asset(id: $id) { id } }", assets);
            Measure(dam, "similar", "query($id: ID!) { asset(id: $id) { similar { similarity } } }", assets);
        }
    }

    private static void Measure(ServerProcess dam, string name, string query, List<Guid> assets)
    {
        using var client = new RawClient(dam.Port);
        var before = TimeSpan.Zero;
        var times = new List<double>();
        var found = 0;
        for (var i = -Requests / 4; i < Requests; i++)
        {
            var id = assets[(int)((i + Requests) * 7919L * 31 % assets.Count)];
            var request = RawClient.Post(query, SeededData.KeyHeader, new { id = $"asset_{id:N}" });
            before = i == 0 ? dam.ProcessorTime : before;
            var start = Stopwatch.GetTimestamp();
            var answer = client.Ask(request);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                var asset = JsonDocument.Parse(answer).RootElement.GetProperty("data").GetProperty("asset");
                found += asset.TryGetProperty("similar", out var similar) ? similar.GetArrayLength() : 0;
            }
        }

        var processor = (dam.ProcessorTime - before).TotalMilliseconds / Requests;
        times.Sort();
        Console.WriteLine($"  {name,-12} median {times[Requests / 2],6:0.00} ms, p95 {times[Requests * 95 / 100],6:0.00} ms, processor time of the service {processor:0.00} ms; {(double)found / Requests:0.00} found");
    }

    /// <summary>Ids of the assets whose current version got a likeness.</summary>
    private static async Task<List<Guid>> FillAsync(SeededData data, List<Summed> photographs)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(data.Settings).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddDamInfrastructure(configuration).BuildServiceProvider();
        var (database, bulk) = (services.GetRequiredService<Database>(), services.GetRequiredService<BulkInsert>());
        await using var context = database.OpenContext();
        var assets = await context.Assets.Where(asset => asset.DeletedAt == null).Select(asset => new { asset.Id, asset.CurrentVersionId }).ToListAsync();
        await context.Likenesses.ExecuteDeleteAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        var rows = EntityRows.Of<LikenessRow>(context);
        await bulk.BeginAsync(context, [rows.Table], default);
        var random = new Random(1);
        var made = new List<Guid>();
        foreach (var batch in assets.Chunk(BatchSize))
        {
            var likenesses = batch.Select(asset => (asset, Likeness: MixOf(photographs, random))).Where(pair => pair.Likeness is not null).ToList();
            await bulk.InsertAsync(
                context, rows.Table, rows.Columns, rows.Read(likenesses.Select(pair => new LikenessRow(pair.asset.CurrentVersionId, pair.asset.Id, pair.Likeness!))), default);
            made.AddRange(likenesses.Select(pair => pair.asset.Id));
        }

        await bulk.EndAsync(context, default);
        await transaction.CommitAsync();
        return made;
    }

    /// <summary>Null where it is blank.</summary>
    private static Likeness? MixOf(List<Summed> photographs, Random random)
    {
        var (left, right) = (photographs[random.Next(photographs.Count)].CutAtRandom(random), photographs[random.Next(photographs.Count)].CutAtRandom(random));
        var share = 0.3f + (0.4f * random.NextSingle());
        return Likeness.Of([.. left.Zip(right, (a, b) => (share * a) + ((1 - share) * b))]);
    }

    /// <summary>A photograph's brightness, summed up from the top left corner, so that the mean of any part takes four look-ups.</summary>
    private sealed class Summed
    {
        private readonly int _width;
        private readonly int _height;
        private readonly double[] _sums;

        public Summed(byte[] file)
        {
            using var stream = new MemoryStream(file);
            using var picture = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
            using var decoded = picture.Decode(picture.Header.Size, page: 1);
            var pixels = decoded.ToPixels();
            (_width, _height) = (decoded.Width, decoded.Height);
            _sums = new double[(_width + 1) * (_height + 1)];
            for (var y = 0; y < _height; y++)
            {
                for (var x = 0; x < _width; x++)
                {
                    var rgb = pixels.AsSpan(((y * _width) + x) * 3, 3);
                    _sums[At(x + 1, y + 1)] = (0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2]) + _sums[At(x, y + 1)] + _sums[At(x + 1, y)] - _sums[At(x, y)];
                }
            }
        }

        /// <summary>Brightness of a part, as it is or mirrored.</summary>
        public float[] CutAtRandom(Random random)
        {
            var (width, height) = (Part(random, _width), Part(random, _height));
            var (left, top) = (random.Next(_width - width + 1), random.Next(_height - height + 1));
            var mirrored = random.Next(2) == 0;
            var levels = new float[Likeness.Side * Likeness.Side];
            for (var i = 0; i < levels.Length; i++)
            {
                var (column, row) = (mirrored ? Likeness.Side - 1 - (i % Likeness.Side) : i % Likeness.Side, i / Likeness.Side);
                var (x0, x1) = (left + (column * width / Likeness.Side), left + ((column + 1) * width / Likeness.Side));
                var (y0, y1) = (top + (row * height / Likeness.Side), top + ((row + 1) * height / Likeness.Side));
                levels[i] = (float)((_sums[At(x1, y1)] - _sums[At(x0, y1)] - _sums[At(x1, y0)] + _sums[At(x0, y0)]) / ((x1 - x0) * (y1 - y0)));
            }

            return levels;
        }

        private static int Part(Random random, int length) => Math.Max(2 * Likeness.Side, (int)(length * (0.15 + (0.6 * random.NextDouble()))));

        private int At(int x, int y) => (y * (_width + 1)) + x;
    }
}
