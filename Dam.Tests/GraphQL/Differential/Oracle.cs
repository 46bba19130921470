using System.Diagnostics;
using System.Text.Json;

namespace Dam.Tests.GraphQL.Differential;

/// <summary>graphql-js in a child process, which answers what it thinks of requests to the sample.</summary>
public sealed class Oracle : IDisposable
{
    private readonly Process _node;

    public Oracle()
    {
        Assert.True(
            File.Exists(RepositoryRoot.File("node_modules", "graphql", "package.json")),
            "graphql-js is missing, which these tests compare the engine with: run ./run setup (or npm ci).");
        _node = Process.Start(new ProcessStartInfo("node", [RepositoryRoot.File("Dam.Tests", "GraphQL", "Differential", "oracle.mjs"), SchemaFile])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
    }

    /// <summary>What the sample's schema has to be.</summary>
    public static string SchemaFile { get; } = RepositoryRoot.File("Dam.Tests", "GraphQL", "Differential", "sample.graphql");

    /// <summary>Sends requests in one line, so that neither side waits for the other with a full pipe.</summary>
    public async Task<JsonElement[]> AskAsync(IReadOnlyList<object> requests)
    {
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(requests, JsonSerializerOptions.Web).AsMemory(), TestContext.Current.CancellationToken);
        await _node.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var line = await _node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(line is not null, "graphql-js ended: see its message above.");
        using var answers = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 200 });
        return [.. answers.RootElement.EnumerateArray().Select(answer => answer.Clone())];
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        if (!_node.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _node.Kill();
        }

        _node.Dispose();
    }
}
