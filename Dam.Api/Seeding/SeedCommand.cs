using System.Diagnostics;
using System.Globalization;
using Dam.Api.Hosting;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Jobs;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Seeding;

namespace Dam.Api.Seeding;

/// <summary>
/// <c>seed --assets N [--seed S] [--samples FOLDER] [settings]</c>: takes the folder's pictures in as uploads, then fills the database with a made-up catalogue whose assets
/// share them.
/// </summary>
internal static class SeedCommand
{
    private const string Usage = "seed --assets NUMBER [--seed NUMBER] [--samples FOLDER] [--Dam:SETTING=VALUE …]";

    private const long MostAssets = 100_000_000;

    private static readonly Caller Seeder = Caller.Administrator("seed");

    public static async Task<int> RunAsync(string[] args)
    {
        var app = DamApplication.CreateBuilder(args).Build();
        var settings = app.Configuration;
        if (!TryNumber(settings["assets"], out var assets) || assets is < 1 or > MostAssets || !TryNumber(settings["seed"] ?? "1", out var seed))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var folder = settings["samples"] ?? "samples";
        var pictures = Directory.Exists(folder) ? Directory.GetFiles(folder).Where(file => !file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList() : [];
        if (pictures.Count == 0)
        {
            await Console.Error.WriteLineAsync($"--samples: there are no pictures in \"{Path.GetFullPath(folder)}\".");
            return 2;
        }

        await using (app)
        {
            var seeder = app.Services.GetRequiredService<CatalogSeeder>();
            await seeder.PrepareAsync(CancellationToken.None);
            var files = new List<VersionDetails>();
            foreach (var picture in pictures)
            {
                files.Add(await IngestAsync(app.Services, picture));
            }

            await Console.Error.WriteLineAsync($"{files.Count} pictures of \"{folder}\" taken in.");
            var watch = Stopwatch.StartNew();
            try
            {
                await seeder.RunAsync(assets, seed, files, new Progress(watch), CancellationToken.None);
            }
            catch (InvalidOperationException refused) when (refused.InnerException is null)
            {
                await Console.Error.WriteLineAsync(refused.Message);
                return 1;
            }

            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Done: {assets:N0} assets in {watch.Elapsed.TotalSeconds:0.0} s."));
            return 0;
        }
    }

    /// <summary>The way of any upload, and its job at once instead of by the worker, which is not running.</summary>
    private static async Task<VersionDetails> IngestAsync(IServiceProvider services, string path)
    {
        var create = new CreateUpload(Path.GetFileName(path), new FileInfo(path).Length, MediaType: null, Digest: null);
        var upload = Done(await services.GetRequiredService<CreateUploadHandler>().HandleAsync(Seeder, create, CancellationToken.None));
        await using (var bytes = File.OpenRead(path))
        {
            _ = Done(await services.GetRequiredService<ReceiveUploadHandler>().HandleAsync(upload.Id, bytes, bytes.Length, CancellationToken.None));
        }

        var made = new CreateAsset(upload.Id, Title: null, Rights: null, DuplicatePolicy.ReturnExisting);
        var asset = Done(await services.GetRequiredService<CreateAssetHandler>().HandleAsync(Seeder, made, CancellationToken.None));
        var reader = services.GetRequiredService<IAssetReader>();
        var version = (await reader.FindAsync(Seeder, [asset.Value], CancellationToken.None))[0].CurrentVersion;
        var process = services.GetServices<IJobHandler>().Single(handler => handler.Kind == ProcessVersionHandler.JobKind);
        await process.RunAsync(new JobRun(process.Kind, ProcessVersionHandler.PayloadOf(version.Id)), CancellationToken.None);
        return (await reader.FindAsync(Seeder, [asset.Value], CancellationToken.None))[0].CurrentVersion;
    }

    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.Value ?? throw new InvalidDataException(string.Join(' ', outcome.Errors.Select(error => error.Message)));

    private static bool TryNumber(string? text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Says every five seconds how far it is.</summary>
    private sealed class Progress(Stopwatch watch) : IProgress<(long Assets, long Skus)>
    {
        private TimeSpan _next;

        public void Report((long Assets, long Skus) value)
        {
            if (watch.Elapsed >= _next)
            {
                _next = watch.Elapsed + TimeSpan.FromSeconds(5);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds,5:0} s: {value.Assets:N0} assets, {value.Skus:N0} SKUs"));
            }
        }
    }
}
