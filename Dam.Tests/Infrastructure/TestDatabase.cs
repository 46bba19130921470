using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Purges;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure.PostgreSql;
using Dam.Tests.Infrastructure.SqlServer;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Infrastructure;

/// <summary>An empty, migrated database with what stands on it, on a provider that a test names. Nothing runs in the background.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private readonly Func<Task>? _drop;
    private readonly string _provider;
    private readonly IReadOnlyList<IPurger> _purgers;

    private TestDatabase(string provider, string path, string? connectionString, Func<Task>? drop = null, IInterceptor? interceptor = null, bool migrate = true, IReadOnlyList<IPurger>? purgers = null)
    {
        _provider = provider;
        Path = path;
        ConnectionString = connectionString;
        _drop = drop;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Dam:Data", path), .. Settings(provider, connectionString), new("Dam:Database:Migrate", $"{migrate}")])
            .Build();
        var services = Log.AddTo(new ServiceCollection())
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(Time)
            .AddDamInfrastructure(configuration);
        foreach (var purger in _purgers = purgers ?? [])
        {
            services.AddSingleton(purger);
        }

        if (interceptor is not null)
        {
            services.AddSingleton(interceptor);
        }

        _services = services.BuildServiceProvider();
    }

    /// <summary>The data folder.</summary>
    public string Path { get; }

    /// <summary>Null for Sqlite.</summary>
    public string? ConnectionString { get; }

    public ManualTime Time { get; } = new(Start);

    public StatementLog Log { get; } = new();

    public IAssetReader Assets => _services.GetRequiredService<IAssetReader>();

    public ISkuReader Skus => _services.GetRequiredService<ISkuReader>();

    public IUnitsOfWork Units => _services.GetRequiredService<IUnitsOfWork>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="purgers">Caches in front; nothing asks them by itself.</param>
    public static async Task<TestDatabase> OpenAsync(string provider, params IReadOnlyList<IPurger> purgers)
    {
        var folder = NewFolder();
        var database = provider switch
        {
            "PostgreSql" => await PostgreSqlAsync(folder, purgers),
            "SqlServer" => await SqlServerAsync(folder, purgers),
            _ => await SqliteAsync(folder, purgers),
        };
        await database.PrepareAsync();
        database.Log.Clear();
        return database;
    }

    /// <summary>On a database as it is, which stays as it is left.</summary>
    /// <param name="place">Sqlite: the data folder. Servers: the connection string.</param>
    public static TestDatabase Unprepared(string provider, string place, bool migrate = true, IReadOnlyList<IPurger>? purgers = null) => provider is "PostgreSql" or "SqlServer"
        ? new(provider, NewFolder(), place, migrate: migrate, purgers: purgers)
        : new(provider, place, connectionString: null, migrate: migrate, purgers: purgers);

    /// <summary>Another node on the same database, with a clock of its own.</summary>
    public async Task<TestDatabase> AddNodeAsync()
    {
        var node = Unprepared(_provider, ConnectionString ?? Path, purgers: _purgers);
        await node.PrepareAsync();
        return node;
    }

    /// <summary>On a server whose every command the interceptor sees first; it may answer itself.</summary>
    public static TestDatabase Intercepted(string provider, string connectionString, IInterceptor interceptor) =>
        new(provider, NewFolder(), connectionString, interceptor: interceptor);

    /// <summary>The settings that lead to a database.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string provider, string? connectionString) =>
        [new("Dam:Database:Provider", provider), new("Dam:Database:ConnectionString", connectionString)];

    public Task PrepareAsync() => Get<Database>().PrepareAsync(TestContext.Current.CancellationToken);

    private static async Task<TestDatabase> SqliteAsync(string folder, IReadOnlyList<IPurger> purgers)
    {
        await File.WriteAllBytesAsync(System.IO.Path.Combine(folder, "dam.db"), await MigratedSqlite.Value);
        return new TestDatabase("Sqlite", folder, connectionString: null, purgers: purgers);
    }

    private static async Task<TestDatabase> PostgreSqlAsync(string folder, IReadOnlyList<IPurger> purgers)
    {
        var server = await PostgreSqlServer.SharedAsync();
        var connectionString = await server.CreateDatabaseAsync();
        return new TestDatabase("PostgreSql", folder, connectionString, () => server.DropDatabaseAsync(connectionString), purgers: purgers);
    }

    private static async Task<TestDatabase> SqlServerAsync(string folder, IReadOnlyList<IPurger> purgers)
    {
        var connectionString = await SqlServerDatabases.CreateAsync();
        return new TestDatabase("SqlServer", folder, connectionString, () => SqlServerDatabases.DropAsync(connectionString), purgers: purgers);
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("dam-test-").FullName;

    /// <summary>A migrated file: migrating for each test would take most of the time.</summary>
    private static readonly Lazy<Task<byte[]>> MigratedSqlite = new(async () =>
    {
        await using var database = Unprepared("Sqlite", NewFolder());
        await database.Get<Database>().PrepareAsync(CancellationToken.None);
        await database._services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(System.IO.Path.Combine(database.Path, "dam.db"));
    });

    public static NewVersion Content(string filename = "photo.jpg", string? digest = null, string mediaType = "image/jpeg", long size = 1000) =>
        new(digest ?? Digest(filename), "default", filename, mediaType, size, "tests");

    public static string Digest(string seed) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed)));

    /// <summary>Adds an asset; when it is to be published, its version is approved and ready.</summary>
    public async Task<Asset> AddAssetAsync(
        string title = "Photo", AssetRights? rights = null, NewVersion? content = null, bool published = false, VersionImage? image = null,
        string[]? tags = null)
    {
        var now = Time.GetUtcNow();
        var asset = Asset.Create(new AssetDescription { Title = title, Tags = tags ?? [] }, rights ?? AssetRights.None, content ?? Content(), now);
        if (published)
        {
            asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, now);
        }

        if (published || image is not null)
        {
            asset.CurrentVersion.ProcessingSucceeded(image);
        }

        await AddAsync(asset);
        return asset;
    }

    public async Task AddAsync(params Asset[] assets)
    {
        await using var unit = await Units.BeginAsync(CancellationToken.None);
        foreach (var asset in assets)
        {
            unit.Assets.Add(asset);
        }

        await unit.CommitAsync(CancellationToken.None);
    }

    /// <summary>Uploads that were received, or only reserved.</summary>
    public async Task<IReadOnlyList<Guid>> AddUploadsAsync(IReadOnlyList<(string Filename, string Digest, bool IsReceived, string By)> uploads, string mediaType = "image/jpeg")
    {
        var now = Time.GetUtcNow();
        await using var unit = await Units.BeginAsync(CancellationToken.None);
        var ids = new List<Guid>(uploads.Count);
        foreach (var (filename, digest, isReceived, by) in uploads)
        {
            var upload = new Upload(filename, 1000, mediaType: null, digest: null, by, now, now.AddDays(1));
            if (isReceived)
            {
                upload.Received(digest, "default", mediaType, now);
            }

            unit.Uploads.Add(upload);
            ids.Add(upload.Id);
        }

        await unit.CommitAsync(CancellationToken.None);
        return ids;
    }

    public async Task<Sku> AddSkuAsync(string code, string? name = null, params (Guid AssetId, SkuRole Role)[] links)
    {
        var sku = new Sku(code, name, Time.GetUtcNow());
        sku.Link(links);
        await using var unit = await Units.BeginAsync(CancellationToken.None);
        unit.Skus.Add(sku);
        await unit.CommitAsync(CancellationToken.None);
        return sku;
    }

    /// <summary>What a call answers and the statements that it ran.</summary>
    public async Task<(T Answer, IReadOnlyList<string> Statements)> WatchAsync<T>(Func<Task<T>> call)
    {
        Log.Clear();
        var answer = await call();
        return (answer, Log.Statements);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_drop is not null)
        {
            await _drop();
        }

        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
