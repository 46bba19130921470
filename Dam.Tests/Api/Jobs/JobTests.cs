using System.Text.Json;
using Dam.Domain;
using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Jobs;

/// <summary>The queue as administrators see it. The jobs are of a kind that this service does not know, so it leaves them alone.</summary>
public sealed class JobTests : IAsyncDisposable
{
    private const string Kind = "of-a-newer-version";

    private const string Retry = "mutation($input: RetryJobInput!) { retryJob(input: $input) { job { id state attempts lastError } errors { code path } } }";

    private const string Discard = "mutation($input: DiscardJobInput!) { discardJob(input: $input) { discardedId errors { code path } } }";

    private readonly DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Jobs_Should_BeListedRetriedAndDiscarded_When_AnAdministratorAsks()
    {
        var assetId = await _host.Administrator.PublishAsync("chair.png", TestPng.Noise(1));
        var table = _host.Services.GetRequiredService<JobTable>();
        await EnqueueAsync(assetId);
        var run = await table.ClaimAsync(Kind, TimeSpan.FromMinutes(1));
        run!.Report(0.5);
        await table.RenewAsync(run, TimeSpan.FromMinutes(1), Ct);

        var running = Assert.Single(await ListAsync("RUNNING"));
        var id = running.GetProperty("id").GetString()!;
        Assert.Equal((Kind, 1, 0.5, assetId), (Text(running, "kind"), running.GetProperty("attempts").GetInt32(), running.GetProperty("progress").GetDouble(), Text(running.GetProperty("asset"), "id")));
        Assert.Equal("JOB_NOT_FAILED", await CodeAsync(Retry, "retryJob", id));
        Assert.Equal("JOB_RUNNING", await CodeAsync(Discard, "discardJob", id));

        await table.BuryAsync(run, "The disk is full.", Ct);
        Assert.Equal("The disk is full.", Text(Assert.Single(await ListAsync("FAILED")), "lastError"));
        var node = await _host.Administrator.QueryAsync("query($id: ID!) { node(id: $id) { ... on Job { state failedAt } } }", new { id });
        Assert.Equal("FAILED", Text(node.GetProperty("node"), "state"));

        var retried = (await MutateAsync(Retry, "retryJob", new { jobId = id, idempotencyKey = "once" })).GetProperty("job");
        Assert.Equal(("WAITING", 0, "The disk is full."), (Text(retried, "state"), retried.GetProperty("attempts").GetInt32(), Text(retried, "lastError")));
        Assert.Equal(id, Text((await MutateAsync(Retry, "retryJob", new { jobId = id, idempotencyKey = "once" })).GetProperty("job"), "id"));

        Assert.Equal(id, Text(await MutateAsync(Discard, "discardJob", new { jobId = id }), "discardedId"));
        Assert.Equal("JOB_NOT_FOUND", await CodeAsync(Discard, "discardJob", id));
        Assert.Equal("JOB_NOT_FOUND", await CodeAsync(Retry, "retryJob", "nonsense"));
        Assert.Empty(await ListAsync("WAITING"));
        await AssertToldAsync(assetId);
    }

    [Fact]
    public async Task Jobs_Should_BeHidden_When_AStorefrontAsks()
    {
        await EnqueueAsync(assetId: null);
        var id = Text(Assert.Single(await ListAsync("WAITING")), "id");

        var list = await _host.Storefront.PostAsync("{ jobs(first: 1) { nodes { id } } }");
        var node = await _host.Storefront.QueryAsync("query($id: ID!) { node(id: $id) { id } }", new { id });
        var retry = await _host.Storefront.QueryAsync(Retry, new { input = new { jobId = id } });
        var discard = await _host.Storefront.QueryAsync(Discard, new { input = new { jobId = id } });

        Assert.Equal("FORBIDDEN", list.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, node.GetProperty("node").ValueKind);
        Assert.Equal("NOT_AUTHORIZED", Text(retry.GetProperty("retryJob").GetProperty("errors")[0], "code"));
        Assert.Equal("NOT_AUTHORIZED", Text(discard.GetProperty("discardJob").GetProperty("errors")[0], "code"));
    }

    [Fact]
    public async Task Jobs_Should_BeNone_When_TheKindIsNoneThatCouldBe() =>
        Assert.Equal(0, (await _host.Administrator.QueryAsync("{ jobs(first: 1, where: { kind: \"a\\u0000b\" }) { totalCount } }")).GetProperty("jobs").GetProperty("totalCount").GetInt32());

    /// <summary>To the audit, but not to those who follow the assets.</summary>
    private async Task AssertToldAsync(string assetId)
    {
        string[] actions = [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!actions.Contains("job.discarded", StringComparer.Ordinal))
        {
            await Task.Delay(10, patience.Token);
            var audit = await _host.Administrator.QueryAsync("query($id: ID!) { auditEvents(first: 2, where: { subject: $id }) { nodes { action } } }", new { id = assetId });
            actions = [.. audit.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray().Select(node => Text(node, "action"))];
        }

        Assert.Equal(["job.discarded", "job.retried"], actions);
        var told = await _host.Administrator.QueryAsync("{ changes { nodes { kind } } changesHead verifyAudit { intact } }");
        Assert.DoesNotContain(told.GetProperty("changes").GetProperty("nodes").EnumerateArray(), node => node.GetProperty("kind").ValueKind != JsonValueKind.String);
        Assert.True(told.GetProperty("verifyAudit").GetProperty("intact").GetBoolean());
    }

    private async Task EnqueueAsync(string? assetId)
    {
        await using var unit = await _host.Services.GetRequiredService<IUnitsOfWork>().BeginAsync(Ct);
        unit.Jobs.Enqueue(Kind, "x", new JobTerms { AssetId = assetId is null ? null : Guid.ParseExact(assetId["asset_".Length..], "N") });
        await unit.CommitAsync(Ct);
    }

    private async Task<List<JsonElement>> ListAsync(string state) =>
        (await _host.Administrator.QueryAsync(
            "query($where: JobFilterInput!) { jobs(first: 10, where: $where) { nodes { id kind attempts progress lastError asset { id } } } }", new { where = new { kind = Kind, state } }))
            .GetProperty("jobs").GetProperty("nodes").EnumerateArray().ToList();

    private async Task<JsonElement> MutateAsync(string mutation, string field, object input) => (await _host.Administrator.QueryAsync(mutation, new { input })).GetProperty(field);

    private async Task<string> CodeAsync(string mutation, string field, string jobId) =>
        Text((await MutateAsync(mutation, field, new { jobId })).GetProperty("errors")[0], "code");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
