using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.Api.Telemetry;

/// <summary>A span as it came over the wire.</summary>
/// <param name="Scope">Name of the source.</param>
/// <param name="Parent">Empty for a root.</param>
internal sealed record ReceivedSpan(string Scope, string TraceId, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A log record as it came over the wire.</summary>
internal sealed record ReceivedLog(string Scope, string Body, string TraceId);

/// <summary>Takes OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/) on a free port of the loopback, and reads what it needs of it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentQueue<ReceivedLog> Logs { get; } = new();

    /// <summary>Names of metrics that had at least one point.</summary>
    public ConcurrentDictionary<string, bool> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that was received, as text, for looking for what must not be in it.</summary>
    public string Text => string.Concat(_bodies.Select(Encoding.Latin1.GetString));

    public Uri Address => new(_app.Urls.First());

    public static async Task<OtlpReceiver> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await app.StartAsync(ct);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string signal, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        _bodies.Enqueue(bytes);

        // Each request: resources (1) hold scopes (2), which have a name and hold items (2).
        foreach (var scope in new Message(bytes).All(1).SelectMany(resource => resource.All(2)))
        {
            var name = scope.One(1).Text(1);
            foreach (var item in scope.All(2))
            {
                Take(signal, name, item);
            }
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private void Take(string signal, string scope, Message item)
    {
        switch (signal)
        {
            case "traces":
                var attributes = item.All(9).ToDictionary(pair => pair.Text(1), pair => pair.One(2).Text(1), StringComparer.Ordinal);
                Spans.Enqueue(new ReceivedSpan(scope, item.Hex(1), item.Hex(2), item.Hex(4), item.Text(5), attributes));
                break;
            case "logs":
                Logs.Enqueue(new ReceivedLog(scope, item.One(5).Text(1), item.Hex(9)));
                break;
            case "metrics":
                Metrics[item.Text(1)] = true;
                break;
        }
    }

    /// <summary>A message of Protocol Buffers, read by field numbers: https://protobuf.dev/programming-guides/encoding/.</summary>
    private sealed class Message
    {
        private readonly List<(int Field, byte[] Bytes)> _fields = [];

        public Message(byte[] bytes)
        {
            for (var at = 0; at < bytes.Length;)
            {
                var key = ReadVarint(bytes, ref at);
                switch (key & 7)
                {
                    case 0:
                        _ = ReadVarint(bytes, ref at);
                        break;
                    case 1:
                        at += 8;
                        break;
                    case 2:
                        var length = (int)ReadVarint(bytes, ref at);
                        _fields.Add(((int)(key >> 3), bytes[at..(at + length)]));
                        at += length;
                        break;
                    case 5:
                        at += 4;
                        break;
                    default:
                        throw new InvalidDataException($"Wire type {key & 7}.");
                }
            }
        }

        public IEnumerable<Message> All(int field) => _fields.Where(found => found.Field == field).Select(found => new Message(found.Bytes));

        public Message One(int field) => All(field).FirstOrDefault() ?? new Message([]);

        public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

        public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

        private byte[] Bytes(int field) => _fields.FirstOrDefault(found => found.Field == field).Bytes ?? [];

        private static ulong ReadVarint(byte[] bytes, ref int at)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var next = bytes[at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
