using System.Text.Json;
using Dam.Tests.Api;

namespace Dam.Tests.Clients;

/// <summary>Relay's compiler checks a schema for what Relay builds on: <c>node</c>, global ids, connections.</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task Compiler_Should_TakeTheSchema_When_ConnectionsAndRefetchableFragmentsAreUsed()
    {
        using var folder = new ClientFolder();
        await File.WriteAllTextAsync(folder["relay/persisted.json"], "{}", TestContext.Current.CancellationToken);
        await folder.NodeAsync("relay", "../node_modules/relay-compiler/cli.js");

        // What it made of the fragments runs.
        await using var host = DamHost.Start();
        var id = await host.Administrator.PublishAsync("picture.png", TestPng.Noise(1));
        var documents = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(folder["relay/persisted.json"], TestContext.Current.CancellationToken))!;
        Assert.Equal(4, documents.Count);
        foreach (var document in documents.Values)
        {
            var data = await host.Administrator.QueryAsync(document, new { id, count = 5, input = new { assetId = id, status = "APPROVED" } });
            Assert.Contains(id, data.GetRawText(), StringComparison.Ordinal);
        }
    }
}
