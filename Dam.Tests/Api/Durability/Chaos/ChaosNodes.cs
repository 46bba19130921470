namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>Nodes of the service, each a process, over one database and one data folder. Any of them may be dead at any moment.</summary>
internal sealed class ChaosNodes(string data, IReadOnlyList<(string Name, string Value)> settings) : IAsyncDisposable
{
    private readonly List<DamProcess> _nodes = [];
    private readonly Lock _gate = new();

    public int Kills { get; private set; }

    /// <summary>All at once: on an empty database one of them makes the schema.</summary>
    public async Task StartAsync(int count, CancellationToken ct) => _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartOneAsync(ct))));

    /// <summary>Where one of them listens, or did until it was killed.</summary>
    public Uri Pick(Random random)
    {
        lock (_gate)
        {
            return _nodes[random.Next(_nodes.Count)].Address;
        }
    }

    /// <summary>Kills one at a time and starts another in its place, until the end; then all are there.</summary>
    public async Task DisturbAsync(Random random, CancellationToken end, CancellationToken ct)
    {
        while (await WaitAsync(TimeSpan.FromMilliseconds(random.Next(200, 3000)), end))
        {
            var place = random.Next(_nodes.Count);
            await _nodes[place].KillAsync();
            Kills++;
            await WaitAsync(TimeSpan.FromMilliseconds(random.Next(1000)), end);
            var other = await StartOneAsync(ct);
            DamProcess dead;
            lock (_gate)
            {
                (dead, _nodes[place]) = (_nodes[place], other);
            }

            await dead.DisposeAsync();
        }
    }

    /// <summary>What the nodes that live have said last.</summary>
    public string Said() => string.Join("\n\n", _nodes.Select(node => $"{node.Address}\n{node.Said}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static async Task<bool> WaitAsync(TimeSpan time, CancellationToken end)
    {
        await Task.Delay(time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !end.IsCancellationRequested;
    }

    private Task<DamProcess> StartOneAsync(CancellationToken ct) => DamProcess.StartAsync(data, ct, settings);
}
