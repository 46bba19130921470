using Dam.Infrastructure.Imaging.Apart;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Transitions;
using Dam.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dam.Tests.Api;

/// <summary>The whole service on a real port of the loopback, over a data folder of its own and a clock that the test sets.</summary>
internal sealed class DamHost : IAsyncDisposable
{
    public const string AdministratorKey = "administrator-key-for-tests";
    public const string StorefrontKey = "storefront-key-for-tests";

    /// <summary>One set for all hosts: a start costs more than the small pictures of most tests. They end with the tests.</summary>
    private static readonly PictureProcesses Pictures = new(typeof(Program).Assembly.Location, Environment.ProcessorCount);

    private readonly string _data = Directory.CreateTempSubdirectory("dam-host-").FullName;
    private readonly StatementLog _statements = new();
    private readonly WebApplicationFactory<Program> _factory;

    private DamHost(string environment, Action<IDictionary<string, string>>? configure)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Logging:LogLevel:Default"] = "Error",
            ["Dam:Data"] = _data,
            ["Dam:Access:BootstrapKey"] = AdministratorKey,
            ["Dam:Access:StorefrontKey"] = StorefrontKey,
        };
        configure?.Invoke(settings);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment(environment);
            foreach (var (name, value) in settings)
            {
                host.UseSetting(name, value);
            }

            host.ConfigureServices(services => _statements.AddTo(services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)).Replace(ServiceDescriptor.Singleton(Pictures))));
        });
        _factory.UseKestrel(0);
        _factory.StartServer();
        Administrator = Client(AdministratorKey);
        Storefront = Client(StorefrontKey);
        Anonymous = Client(key: null);
    }

    /// <summary>Starts at the real time, cut to the second.</summary>
    public ManualTime Clock { get; } = new(new DateTimeOffset(TimeProvider.System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero));

    /// <summary>The SQL that requests have run since the last <see cref="ForgetStatements"/>; the job worker, the sequencer, the look for other nodes and for what is planned, which run on their own, are left out, and so is what enqueues a job.</summary>
    public IReadOnlyList<string> Statements =>
        [.. _statements.Statements.Where(text => !text.StartsWith($"-- {JobTable.Tag}", StringComparison.Ordinal) && !text.StartsWith("INSERT INTO \"Jobs\"", StringComparison.Ordinal)
            && !text.StartsWith("SELECT t.\"Id\"\nFROM \"Jobs\" AS t\nWHERE t.\"Key\"", StringComparison.Ordinal)
            && !text.StartsWith("UPDATE \"Jobs\" AS", StringComparison.Ordinal) && !text.StartsWith($"-- {Sequencer.Tag}", StringComparison.Ordinal)
            && !text.StartsWith($"-- {NodeWatch.Tag}", StringComparison.Ordinal) && !text.StartsWith($"-- {PlannedTable.Tag}", StringComparison.Ordinal)
            && !text.StartsWith("UPDATE \"Events\"", StringComparison.Ordinal))];

    public void ForgetStatements() => _statements.Clear();

    public IServiceProvider Services => _factory.Services;

    public string Data => _data;

    public DamClient Administrator { get; }

    public DamClient Storefront { get; }

    public DamClient Anonymous { get; }

    public static DamHost Start(string environment = "Production", Action<IDictionary<string, string>>? configure = null) => new(environment, configure);

    /// <summary>Speaks HTTP to the service; without a key unless one is named.</summary>
    public HttpClient Http(string? key = null)
    {
        var http = new HttpClient { BaseAddress = _factory.ClientOptions.BaseAddress };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Add("Dam-Api-Key", key);
        }

        return http;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    private DamClient Client(string? key) => new(Http(key), TestContext.Current.CancellationToken);
}
