using System.Globalization;
using System.Net.Http.Json;

namespace Dam.Tests.Api.Hosting;

/// <summary>On which threads of the service requests are worked on, as Linux names them.</summary>
public sealed class WriteThreadsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dam-writes-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Requests_Should_LetReadsGoFirst_When_TheyChangeSomething()
    {
        await using var service = await DamProcess.StartAsync(_data.FullName, Ct);
        using var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");

        await UntilNobodyWritesAsync(service);
        using var read = await http.PostAsJsonAsync("graphql", new { query = "{ assets(first: 1) { nodes { id } } }" }, Ct);
        Assert.Empty(WritersOf(service));

        using var mutation = await http.PostAsJsonAsync("graphql", new { query = """mutation { createUpload(input: { filename: "a.jpg", size: 1 }) { upload { id } } }""" }, Ct);
        Assert.Equal([9], WritersOf(service).Distinct());

        await UntilNobodyWritesAsync(service);
        using var upload = await http.PostAsync("uploads", content: null, Ct);
        Assert.Equal([9], WritersOf(service).Distinct());
    }

    /// <summary>Threads go when they have had nothing to do for a while; the service writes when it starts.</summary>
    private static async Task UntilNobodyWritesAsync(DamProcess service)
    {
        while (WritersOf(service).Count > 0)
        {
            await Task.Delay(200, Ct);
        }
    }

    /// <summary>How much nicer than the service its threads for writes are, which go when nobody writes any more. The 19th field (proc(5)) is the 17th behind the name in its brackets.</summary>
    private static List<int> WritersOf(DamProcess service)
    {
        var stats = Directory.EnumerateDirectories($"/proc/{service.Id}/task").Select(thread => File.ReadAllText(Path.Combine(thread, "stat"))).ToList();
        var main = Niceness(File.ReadAllText($"/proc/{service.Id}/stat"));
        return [.. stats.Where(stat => stat.Contains("(Dam writes)", StringComparison.Ordinal)).Select(stat => Niceness(stat) - main)];
    }

    private static int Niceness(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
}
