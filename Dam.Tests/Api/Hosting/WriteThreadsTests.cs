using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dam.Tests.Api.Hosting;

/// <summary>On which threads of the service requests are worked on, as Linux names them.</summary>
public sealed class WriteThreadsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("dam-writes-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Requests_Should_LetReadsGoFirst_When_TheyChangeSomething()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var ct = patience.Token;
        await using var service = await DamProcess.StartAsync(_data.FullName, ct);
        using var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        http.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");

        await UntilNobodyWritesAsync(service, ct);
        using var read = await http.PostAsJsonAsync("graphql", new { query = "{ assets(first: 1) { nodes { id } } }" }, ct);
        Assert.Empty(WritersOf(service));

        using var mutation = await http.PostAsJsonAsync(
            "graphql", new { query = """mutation { createUpload(input: { filename: "a.jpg", size: 1 }) { upload { target { url } } } }""" }, ct);
        Assert.Equal([9], WritersOf(service).Distinct());
        var target = JsonDocument.Parse(await mutation.Content.ReadAsStringAsync(ct)).RootElement.GetProperty("data").GetProperty("createUpload").GetProperty("upload").GetProperty("target");

        await UntilNobodyWritesAsync(service, ct);
        using var put = await http.PutAsync(target.GetProperty("url").GetString(), new ByteArrayContent([1]), ct);
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal([9], WritersOf(service).Distinct());

        await UntilNobodyWritesAsync(service, ct);
        using var tus = await http.PostAsync("uploads", content: null, ct);
        Assert.Equal([9], WritersOf(service).Distinct());
    }

    /// <summary>Threads go when they have had nothing to do for a while; the service writes when it starts.</summary>
    private static async Task UntilNobodyWritesAsync(DamProcess service, CancellationToken ct)
    {
        while (WritersOf(service).Count > 0)
        {
            await Task.Delay(200, ct);
        }
    }

    /// <summary>How much nicer than the service its threads for writes are.</summary>
    private static List<int> WritersOf(DamProcess service)
    {
        var usual = Niceness.Of(File.ReadAllText($"/proc/{service.Id}/stat"));
        return
        [
            .. Directory.EnumerateDirectories($"/proc/{service.Id}/task").Select(StatOf).Where(stat => stat.Contains("(Dam writes)", StringComparison.Ordinal)).Select(stat => Niceness.Of(stat) - usual),
        ];
    }

    /// <summary>Nothing, if the thread has ended.</summary>
    private static string StatOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
