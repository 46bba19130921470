using System.Diagnostics;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Telemetry;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Telemetry;

/// <summary>What a real OTLP receiver gets from the service, and what it must not get.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite", "Dam")]
    [InlineData("PostgreSql", "Npgsql")]
    public async Task Spans_Should_HangTogether_When_ARequestAsksTheDatabase(string provider, string source)
    {
        await using var database = await TestDatabase.OpenAsync(provider);
        await using var receiver = await OtlpReceiver.StartAsync(Ct);
        await using var host = Start(receiver, database);
        var (traceId, caller) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());
        using var http = host.Http(DamHost.AdministratorKey);
        http.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{caller}-01");

        await new DamClient(http, Ct).QueryAsync("query Newest { assets(first: 3) { nodes { id } } }");
        var spans = await UntilAsync(() => receiver.Spans.Where(span => span.TraceId == traceId).ToList(), found => found.Exists(span => span.Scope == "Microsoft.AspNetCore"));

        var server = Assert.Single(spans, span => span.Scope == "Microsoft.AspNetCore");
        Assert.Equal(("POST /graphql", caller), (server.Name, server.Parent));
        Assert.Equal("/graphql", server.Attributes["http.route"]);
        var operation = Assert.Single(spans, span => span is { Scope: "Dam.GraphQL", Name: "query Newest" });
        Assert.Equal(server.Id, operation.Parent);
        Assert.Contains(spans, span => span.Scope == source && IsBelow(span, operation, spans));
        Assert.All(spans, span => Assert.True(span == server || IsBelow(span, server, spans)));
    }

    [Fact]
    public async Task Spans_Should_ReachIntoTheJob_When_ARequestHasCausedOne()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Ct);
        await using var host = Start(receiver);
        var upload = await host.Administrator.UploadAsync("a.png", TestPng.Noise(seed: 1, 40, 30));
        var traceId = ActivityTraceId.CreateRandom().ToHexString();
        using var http = host.Http(DamHost.AdministratorKey);
        http.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

        await new DamClient(http, Ct).CreateAssetAsync(upload);
        var spans = await UntilAsync(
            () => receiver.Spans.Where(span => span.TraceId == traceId).ToList(),
            found => found.Exists(span => span.Name.StartsWith("job ", StringComparison.Ordinal)) && found.Exists(span => span.Scope == "Microsoft.AspNetCore"));

        var server = Assert.Single(spans, span => span.Scope == "Microsoft.AspNetCore");
        var job = Assert.Single(spans, span => span.Name == "job process-version");
        Assert.True(IsBelow(job, server, spans));
        Assert.Contains(spans, span => span.Name == "image prepare" && IsBelow(span, job, spans));
        Assert.Contains(spans, span => span.Attributes.ContainsKey("db.query.text") && IsBelow(span, job, spans));
    }

    [Fact]
    public async Task Receiver_Should_GetMetricsAndLogs_When_TheServiceWorks()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Ct);
        await using var host = Start(receiver);
        await host.Administrator.PublishAsync("a.png", TestPng.Noise(seed: 1, 40, 30));
        string[] expected =
        [
            "http.server.request.duration", "kestrel.active_connections", "dotnet.process.memory.working_set", "graphql.server.request.duration", "dam.job.duration", "dam.job.lag",
            "dam.job.waiting", "dam.sequencer.lag", "dam.sequencer.events", "dam.image.duration", "dam.blob.received",
        ];

        var missing = await UntilAsync(() => expected.Except(receiver.Metrics.Keys).ToList(), found => found.Count == 0);
        var logs = await UntilAsync(() => receiver.Logs.ToList(), found => found.Count > 0);

        Assert.Empty(missing);
        Assert.Contains(logs, log => log.Body.StartsWith("Now listening on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receiver_Should_GetNoSecret_When_KeysAndSignedAddressesAreUsed()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Ct);
        await using var host = Start(receiver);
        using var http = host.Http(DamHost.AdministratorKey);
        http.DefaultRequestHeaders.Add("traceparent", $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        var admin = new DamClient(http, Ct);
        var bytes = TestPng.Noise(seed: 1, 40, 30);
        var upload = await host.CreateUploadAsync("a.png", bytes.Length);
        var target = new Uri(host.UploadUrl(upload));
        using var put = await http.PutAsync(target, new ByteArrayContent(bytes), Ct);
        put.EnsureSuccessStatusCode();
        var id = await admin.PublishAsync("b.png", TestPng.Noise(seed: 2, 40, 30));
        var asset = await admin.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, format: PNG }) { url } } }", new { id });
        var url = new Uri(asset.GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!);
        using var shown = await http.GetAsync(url, Ct);
        shown.EnsureSuccessStatusCode();

        Assert.NotNull(await UntilAsync(() => receiver.Spans.FirstOrDefault(span => span.Name == "GET /media/{**path}"), found => found is not null));
        Assert.True(await UntilAsync(() => receiver.Metrics.ContainsKey("dam.response.sent"), found => found));

        var text = receiver.Text;
        Assert.Contains("PUT /uploads/{id}", text, StringComparison.Ordinal);
        Assert.DoesNotContain(DamHost.AdministratorKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(target.Query, text, StringComparison.Ordinal);
        Assert.DoesNotContain(url.Segments[2].TrimEnd('/'), text, StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Spans, span => span.Name.Contains("/health", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failure_Should_BeFoundByItsTraceId_When_AnAnswerIsMasked()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Ct);
        await using var host = Start(receiver);
        await using (var context = host.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE \"Skus\" RENAME TO \"Gone\"", Ct);
        }

        var answer = await host.Administrator.PostAsync("{ skus(first: 1) { nodes { id } } }");
        var traceId = answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("traceId").GetString();

        await UntilAsync(() => receiver.Spans.Any(span => span.TraceId == traceId && span.Scope == "Microsoft.AspNetCore"), found => found);
        var log = await UntilAsync(() => receiver.Logs.FirstOrDefault(found => found.TraceId == traceId), found => found is not null);
        Assert.NotNull(log);
    }

    [Fact]
    public async Task Service_Should_MakeNothing_When_NoEndpointIsSet()
    {
        await using var host = DamHost.Start();

        Assert.Null(host.Services.GetService<TelemetryOptions>());
        Assert.DoesNotContain(host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(), service => service.GetType().Namespace == typeof(TelemetryOptions).Namespace);
    }

    private static DamHost Start(OtlpReceiver receiver, TestDatabase? database = null) => DamHost.Start(configure: settings =>
    {
        settings["Dam:Telemetry:Endpoint"] = receiver.Address.ToString();
        settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        settings["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        settings["OTEL_BLRP_SCHEDULE_DELAY"] = "200";
        settings["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
        settings["Logging:OpenTelemetry:LogLevel:Microsoft.Hosting.Lifetime"] = "Information";
        if (database?.ConnectionString is { } connectionString)
        {
            settings["Dam:Database:Provider"] = "PostgreSql";
            settings["Dam:Database:ConnectionString"] = connectionString;
        }
    });

    private static bool IsBelow(ReceivedSpan span, ReceivedSpan above, IReadOnlyList<ReceivedSpan> spans)
    {
        for (var at = span; at is not null; at = spans.FirstOrDefault(parent => parent.Id == at.Parent))
        {
            if (at.Parent == above.Id)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> isEnough)
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50, Ct))
        {
            if (look() is { } found && isEnough(found))
            {
                return found;
            }
        }

        return look();
    }
}
