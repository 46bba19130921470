using System.ComponentModel;
using System.Net;
using System.Net.Http.Headers;

namespace Dam.Tests.Api.Durability;

/// <summary>What was acknowledged survives a power cut: the bytes, and then the name that leads to them, are on the disk before the answer is on the wire. Read off the system calls of the real process.</summary>
public sealed class SyncTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("dam-sync-").FullName;
    private DamProcess? _service;

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Upload_Should_BeOnTheDisk_When_ItIsAcknowledged()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var ct = patience.Token;
        var (data, traced) = (Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, Path.Combine(_folder, "trace"));
        _service = await StartAsync(traced, data, ct);
        using var http = new HttpClient { BaseAddress = _service.Address, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } }, Timeout = Patience };
        var client = new DamClient(http, ct);

        var whole = TestPng.Noise(1);
        await client.UploadAsync("whole.png", whole);
        var partial = await SendPartAsync(client, http, ct);
        await _service.KillAsync();

        var calls = SystemCallTrace.Read(traced);
        var answers = calls.Acknowledgements;
        Assert.True(answers.Count == 2, $"{answers.Count} answers 204 were traced, not two: may this user trace processes (ptrace)?\n{_service.Said}\n{calls}");
        var blobs = Path.Combine(data, "blobs");
        var digest = DamClient.Digest(whole);
        var original = Assert.Single(Directory.GetFiles(Path.Combine(blobs, "originals"), $"{digest}*", SearchOption.AllDirectories));
        var staged = Assert.Single(calls.WrittenIn(Path.Combine(blobs, "staging")), path => calls.NamingsOf(original).Any(naming => naming.Text.Contains(path, StringComparison.Ordinal)));
        AssertDurable(calls, staged, original, answers[0]);
        var part = Path.Combine(blobs, "incoming", partial);
        AssertDurable(calls, part, part, answers[1]);
    }

    /// <summary>Last write, sync of the file, its name (which comes first when it is written under it), sync of the folder, answer.</summary>
    /// <param name="written">What the bytes were written to.</param>
    /// <param name="named">Where they are found afterwards.</param>
    private static void AssertDurable(SystemCallTrace calls, string written, string named, SystemCall answer)
    {
        var writes = calls.WritesTo(written).Where(call => call.Begin < answer.Begin).ToList();
        Assert.True(writes.Count > 0, $"Nothing was written to {written} before {answer.Text}\n{calls}");
        var synced = calls.SyncsOf(written).FirstOrDefault(call => call.Begin > writes.Max(write => write.End) && call.End < answer.Begin);
        Assert.True(synced is not null, $"{written} was not synced between its last write and {answer.Text}\n{calls}");

        var naming = calls.NamingsOf(named).FirstOrDefault(call => call.End < answer.Begin);
        Assert.True(naming is not null, $"{named} was not there before {answer.Text}\n{calls}");
        Assert.True(written == named || synced.End < naming.Begin, $"{named} was there before its bytes were synced\n{calls}");
        var folder = Path.GetDirectoryName(named)!;
        Assert.True(calls.SyncsOf(folder).Any(call => call.Begin > naming.End && call.End < answer.Begin), $"{folder} was not synced between {naming.Text} and {answer.Text}\n{calls}");
    }

    private static async Task<DamProcess> StartAsync(string trace, string data, CancellationToken ct)
    {
        try
        {
            return await DamProcess.StartUnderAsync(SystemCallTrace.StartInto(trace), data, ct);
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("strace could not be started, which ./run test installs.", missing);
        }
    }

    /// <summary>The first bytes of an upload by tus; gives the upload's id.</summary>
    private static async Task<string> SendPartAsync(DamClient client, HttpClient http, CancellationToken ct)
    {
        var target = (await client.MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { target { tusUrl } } errors { code message } } }", new { filename = "part.png", size = 100_000 }))
            .GetProperty("upload").GetProperty("target").GetProperty("tusUrl").GetString()!;
        using var content = new ByteArrayContent(new byte[40_000]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Patch, target) { Content = content, Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", "0" } } };
        using var response = await http.SendAsync(request, ct);
        Assert.Equal((HttpStatusCode.NoContent, "40000"), (response.StatusCode, response.Headers.GetValues("Upload-Offset").Single()));
        return new Uri(target).Segments[^1];
    }
}
