using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Dam.Tests.Api.Uploads;

/// <summary>
/// A file that is larger than memory would be, nearly all of it a hole, sent with connections that break. <c>DAM_SOAK_BYTES</c> says how large; <c>./run soak</c> takes 5 GiB.
/// </summary>
public sealed class LargeFileTests : IAsyncDisposable
{
    private const long MostMemory = 1536L * 1024 * 1024;

    private static readonly long Size = long.Parse(Environment.GetEnvironmentVariable("DAM_SOAK_BYTES") ?? "200000003", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("dam-large-").FullName;
    private readonly Random _moments = new(Environment.TickCount);
    private DamProcess? _service;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Source => Path.Combine(_folder, "large.mp4");

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Put_Should_TakeTheWholeOrNothing_When_ConnectionsBreak()
    {
        var (http, client) = await StartAsync();
        var (id, url) = await ReserveAsync(client);
        for (var cut = 0; cut < 3; cut++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(http, HttpMethod.Put, url, from: 0, upTo: _moments.NextInt64(Size)));
            await UntilEmptyAsync(Path.Combine(_folder, "data", "blobs", "staging"));
        }

        using var received = await SendAsync(http, HttpMethod.Put, url, from: 0, upTo: Size);

        Assert.Equal(HttpStatusCode.NoContent, received.StatusCode);
        await AssertProcessedAsync(client, id);
    }

    [Fact]
    public async Task Patch_Should_GoOnWhereItWasCut_When_ConnectionsBreak()
    {
        var (http, client) = await StartAsync();
        var (id, url) = await ReserveAsync(client);
        var offset = 0L;
        for (var cut = 0; cut < 5; cut++)
        {
            var upTo = _moments.NextInt64(offset, Size);
            await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(http, HttpMethod.Patch, url, offset, upTo));
            var next = await OffsetAsync(http, url);
            Assert.InRange(next, offset, upTo);
            offset = next;
        }

        using var received = await SendAsync(http, HttpMethod.Patch, url, offset, Size);

        Assert.Equal(HttpStatusCode.NoContent, received.StatusCode);
        await AssertProcessedAsync(client, id);
    }

    private async Task<(HttpClient Http, DamClient Client)> StartAsync()
    {
        await using (var source = File.Create(Source))
        {
            // An MP4 whose media data are the hole (ISO/IEC 14496-12, 4.2: a size of 1 stands for one of 64 bits behind the type).
            source.Write([0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 2, 0, .. "isommp42"u8, 0, 0, 0, 1, .. "mdat"u8]);
            var rest = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(rest, Size - 24);
            source.Write(rest);
            source.SetLength(Size);
        }

        _service = await DamProcess.StartAsync(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, Ct);
        var http = new HttpClient { BaseAddress = _service.Address, Timeout = Patience, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } } };
        return (http, new DamClient(http, Ct));
    }

    private static async Task<(string Id, string Url)> ReserveAsync(DamClient client)
    {
        var upload = (await client.MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url } } errors { code message } } }", new { filename = "large.mp4", size = Size })).GetProperty("upload");
        return (upload.GetProperty("id").GetString()!, upload.GetProperty("target").GetProperty("url").GetString()!);
    }

    /// <summary>Again while the service has not heard yet that the connection before is gone.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string url, long from, long upTo)
    {
        while (true)
        {
            var response = await SendOnceAsync(http, method, url, from, upTo);
            if (response.StatusCode != HttpStatusCode.Locked)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(200, Ct);
        }
    }

    /// <summary>The rest of the file from an offset on, of which no more is sent than up to a byte: then the connection breaks.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(HttpClient http, HttpMethod method, string url, long from, long upTo)
    {
        await using var source = File.OpenRead(Source);
        source.Position = from;
        using var content = new StreamContent(upTo < Size ? new BreakingStream(source, upTo) : source, bufferSize: 256 * 1024);
        content.Headers.ContentLength = Size - from;
        content.Headers.ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/offset+octet-stream" : "application/octet-stream");
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (method == HttpMethod.Patch)
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
            request.Headers.Add("Upload-Offset", from.ToString(CultureInfo.InvariantCulture));
        }

        return await http.SendAsync(request, Ct);
    }

    /// <summary>Asked until nobody is at it any more: that the connection is gone is heard of in a moment.</summary>
    private static async Task<long> OffsetAsync(HttpClient http, string url)
    {
        for (var before = -1L; ; await Task.Delay(200, Ct))
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
            using var response = await http.SendAsync(request, Ct);
            var offset = long.Parse(response.EnsureSuccessStatusCode().Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
            if (offset == before)
            {
                return offset;
            }

            before = offset;
        }
    }

    private async Task AssertProcessedAsync(DamClient client, string uploadId)
    {
        var assetId = await client.CreateAssetAsync(uploadId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        string? state;
        while ((state = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { processing { state } } }", new { id = assetId }))
            .GetProperty("asset").GetProperty("processing").GetProperty("state").GetString()) is "PENDING" or "PROCESSING")
        {
            await Task.Delay(100, patience.Token);
        }

        Assert.Equal("READY", state);
        var most = PeakMemory.Of(_service!.Id);
        Assert.InRange(most, 1, MostMemory);
        TestContext.Current.SendDiagnosticMessage($"{Size} bytes, the service held {most} bytes at most.");
    }

    private static async Task UntilEmptyAsync(string folder)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Ends in the middle, as a connection does.</summary>
    private sealed class BreakingStream(FileStream source, long upTo) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => source.Position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var room = (int)Math.Min(buffer.Length, upTo - source.Position);
            return room > 0 ? await source.ReadAsync(buffer[..room], cancellationToken) : throw new IOException("The connection broke.");
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
