using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Audit;
using Dam.Domain.Rights;
using Dam.Infrastructure.Audit;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What somebody who can write to the database, and has no key, cannot hide on any provider.</summary>
public abstract class CheckpointContract(string provider) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_database.Path, "audit");

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.OpenAsync(provider);
        await HappenAsync(times: 6);
        await _database.Get<CheckpointWriter>().RunOnceAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task VerifyAsync_Should_FindNothing_When_TheChainIsWhatWasSigned()
    {
        await HappenAsync(times: 2);
        await _database.Get<CheckpointWriter>().RunOnceAsync(Ct);
        await HappenAsync(times: 1);

        var found = await VerifyAsync();

        Assert.Equal((9, null), (found.Events, found.Problem));
        Assert.Equal(2, Checkpoints().Length);
    }

    [Fact]
    public async Task RunOnceAsync_Should_WriteNothing_When_NothingHasHappened()
    {
        await _database.Get<CheckpointWriter>().RunOnceAsync(Ct);

        Assert.Single(Checkpoints());
    }

    [Fact]
    public async Task VerifyAsync_Should_FindTheCut_When_TheChainsEndIsMissing()
    {
        await using (var context = _database.Get<Database>().OpenContext())
        {
            await context.Events.Where(row => row.Sequence > 3).ExecuteDeleteAsync(Ct);
        }

        var found = await VerifyAsync();

        Assert.Equal((3, "EVENTS_CUT", 6), (found.Events, found.Problem?.Code, found.Problem?.Sequence));
    }

    [Fact]
    public async Task VerifyAsync_Should_FindTheLie_When_TheWholeChainWasWrittenAnew()
    {
        await using (var context = _database.Get<Database>().OpenContext())
        {
            await context.Events.Where(row => row.Sequence == 2).ExecuteUpdateAsync(set => set.SetProperty(row => row.Actor, "nobody"), Ct);
            var hash = AuditChain.Genesis;
            foreach (var row in await context.Events.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync(Ct))
            {
                hash = AuditChain.Next(hash, row.HeaderAt(row.Sequence!.Value));
                await context.Events.Where(it => it.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(it => it.Hash, hash), Ct);
            }
        }

        var found = await VerifyAsync();

        Assert.Equal(("CHECKPOINT_MISMATCH", 6), (found.Problem?.Code, found.Problem?.Sequence));
    }

    [Fact]
    public async Task VerifyAsync_Should_FindTheForgery_When_ACheckpointWasSignedByAnotherKey()
    {
        var path = Path.Combine(_database.Path, "another.pem");
        using var another = AuditKey.LoadOrCreate(path);
        var signed = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(Checkpoints()[0], Ct));
        await File.WriteAllBytesAsync(Checkpoints()[0], AuditCheckpoint.Sign(another, 6, signed.GetProperty("hash").GetString()!, _database.Time.GetUtcNow()).ToJson(), Ct);

        var found = await VerifyAsync();

        Assert.Equal(("CHECKPOINT_FORGED", 6), (found.Problem?.Code, found.Problem?.Sequence));
    }

    [Theory]
    [InlineData("\"sequence\":6", "\"sequence\":5")]
    [InlineData("\"signature\":\"", "\"signature\":\"AAAA")]
    [InlineData("{", "")]
    public async Task VerifyAsync_Should_FindTheForgery_When_ACheckpointWasChanged(string from, string to)
    {
        var text = await File.ReadAllTextAsync(Checkpoints()[0], Ct);
        await File.WriteAllTextAsync(Checkpoints()[0], text.Replace(from, to, StringComparison.Ordinal), Ct);

        Assert.Equal("CHECKPOINT_FORGED", (await VerifyAsync()).Problem?.Code);
    }

    private string[] Checkpoints() => Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories);

    private Task<AuditVerification> VerifyAsync() => _database.Get<IAuditReader>().VerifyAsync(Ct);

    private async Task HappenAsync(int times)
    {
        var asset = await _database.AddAssetAsync();
        for (var i = 0; i < times; i++)
        {
            var rights = new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To($"{i}") }, ExpectedRevision: null);
            Assert.True((await new SetAssetRightsHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Caller.System, rights, Ct)).Succeeded);
        }

        await _database.Get<Sequencer>().RunOnceAsync(Ct);
    }
}
