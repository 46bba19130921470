using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Dam.Domain.Delivery;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Delivery;

/// <summary>
/// Writes answers as lines of JSON, some hundred at a time, into a file for each UTC day and process (<c>2026-11-22.{process}.ndjson</c>). Files and not rows: nothing asks for single answers, and what writes
/// to the database waits in one queue with changes.
/// </summary>
internal sealed partial class DeliveryLogFiles(DeliveryLogOptions options, DataFolder data, TimeProvider time, ILogger<DeliveryLogFiles> logger) : BackgroundService, IDeliveryLog
{
    private const int MostWaiting = 16_384;

    private const int Portion = 1_000;

    private const string Day = "yyyy-MM-dd";

    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(1);

    private readonly Channel<FileAnswer> _waiting = Channel.CreateBounded<FileAnswer>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly string _process = Guid.CreateVersion7().ToString("N")[^8..];
    private readonly string _folder = options.Folder ?? Path.Combine(data.Path, "deliveries");
    private long _lost;
    private bool _isFailing;

    public void Add(in FileAnswer answer)
    {
        if ((answer.What != MediaUrl.Original && Random.Shared.NextDouble() >= options.Share) || _waiting.Writer.TryWrite(answer))
        {
            return;
        }

        Interlocked.Increment(ref _lost);
    }

    /// <summary>What waits is written down first.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var swept = default(DateOnly);
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var count = 0;
            for (; count < Portion && _waiting.Reader.TryRead(out var answer); count++)
            {
                Write(json, lines, answer);
            }

            Keep(lines, count, Path.Combine(_folder, $"{today.ToString(Day, CultureInfo.InvariantCulture)}.{_process}.ndjson"), today == swept ? null : today);
            swept = today;
            lines.ResetWrittenCount();
            if (_waiting.Reader.Count < Portion)
            {
                // Not a line at a time. An end does not wait for this.
                await Task.Delay(BetweenFlushes, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <param name="sweep">The day, when it has only just begun.</param>
    private void Keep(ArrayBufferWriter<byte> lines, int count, string path, DateOnly? sweep)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
            {
                file.Write(lines.WrittenSpan);
            }

            _isFailing = false;
            if (sweep is { } today)
            {
                Sweep(today);
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                LogLost(logger, lost);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Told once, not each second that it lasts; how many were lost is told when there is room again.
            Interlocked.Add(ref _lost, count);
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(logger, failure, _folder);
            }
        }
    }

    private void Sweep(DateOnly today)
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*.ndjson"))
        {
            // Others may keep files of their own there, of whatever names.
            if (Path.GetFileName(path) is var name && name.Length > Day.Length && DateOnly.TryParseExact(name.AsSpan(0, Day.Length), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && today.DayNumber - day.DayNumber > options.Kept.TotalDays)
            {
                File.Delete(path);
            }
        }
    }

    private void Write(Utf8JsonWriter json, ArrayBufferWriter<byte> lines, in FileAnswer answer)
    {
        json.Reset(lines);
        json.WriteStartObject();
        json.WriteString("at", answer.At);
        json.WriteString("asset", answer.AssetId);
        json.WriteString("version", answer.VersionId);
        json.WriteString("file", answer.What);
        json.WriteString("context", answer.Context);
        json.WriteNumber("status", answer.Status);
        json.WriteNumber("bytes", answer.Bytes);
        json.WriteString("from", answer.Source switch
        {
            FileSource.Memory => "memory",
            FileSource.Store => "store",
            FileSource.Made => "made",
            _ => null,
        });
        json.WriteString("network", answer.Caller is { } peer ? NetworkOf(peer) : null);
        json.WriteNumber("share", answer.What == MediaUrl.Original ? 1 : options.Share);
        json.WriteEndObject();
        json.Flush();
        lines.Write("\n"u8);
    }

    /// <summary>An address names a household: its last part is left out.</summary>
    private static string NetworkOf(IPAddress peer)
    {
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        var (bytes, kept) = (address.GetAddressBytes(), address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6);
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    [LoggerMessage(1, LogLevel.Warning, "More was handed out than could be written down: {Count} answers are missing in the delivery log.")]
    private static partial void LogLost(ILogger logger, long count);

    [LoggerMessage(2, LogLevel.Error, "The delivery log in {Folder} cannot be written; what is handed out meanwhile is missing in it.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string folder);
}
