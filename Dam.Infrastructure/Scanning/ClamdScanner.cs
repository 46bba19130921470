using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dam.Domain.Scanning;

namespace Dam.Infrastructure.Scanning;

/// <summary>Speaks clamd's protocol (clamd(8), INSTREAM): a file goes over the connection in pieces, each after its length, and clamd says what it found.</summary>
internal sealed class ClamdScanner(ScanOptions options) : IContentScanner
{
    private const int PieceLength = 64 * 1024;

    private const int LongestAnswer = 1024;

    /// <summary>For a question that is nothing to do for clamd.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly EndPoint? _clamd = options.Clamd is { Length: > 0 } address ? Parse(address) : null;

    public bool IsOn => _clamd is not null;

    public bool PassesTooLarge => options.TooLarge == TooLargeToScan.Pass;

    /// <summary>A path is a socket's, anything else a host with its port; null for neither.</summary>
    public static EndPoint? Parse(string address)
    {
        if (address.StartsWith('/'))
        {
            return new UnixDomainSocketEndPoint(address);
        }

        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? new DnsEndPoint(address[..colon].Trim('[', ']'), port)
            : null;
    }

    /// <summary>What clamd says of itself and its signatures: <c>ClamAV 1.0.9/27700/…</c>. Throws <see cref="ScannerUnavailableException"/>.</summary>
    public Task<string> VersionAsync(CancellationToken ct) => SpeakAsync(
        async (stream, stop) =>
        {
            await stream.WriteAsync("zVERSION\0"u8.ToArray(), stop.Token);
            return await ReadAnswerAsync(stream, stop);
        },
        options.Timeout < Patience ? options.Timeout : Patience,
        ct);

    public Task<ScanVerdict> ScanAsync(Stream content, CancellationToken ct) => SpeakAsync(
        async (stream, stop) =>
        {
            // clamd may have seen enough before all is sent, and hangs up then.
            var answer = ReadAnswerAsync(stream, stop);
            await SendAsync(content, stream, answer, stop);
            return VerdictOf(await answer);
        },
        options.Timeout,
        ct);

    private async Task<T> SpeakAsync<T>(Func<NetworkStream, CancellationTokenSource, Task<T>> speak, TimeSpan patience, CancellationToken ct)
    {
        var clamd = _clamd ?? throw new InvalidOperationException($"{ScanOptions.Section}:{nameof(ScanOptions.Clamd)} is not set.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        stop.CancelAfter(patience);
        try
        {
            using var socket = clamd is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(clamd, stop.Token);
            await using var stream = new NetworkStream(socket);
            return await speak(stream, stop);
        }
        catch (Exception failure) when (failure is SocketException or IOException || (failure is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ScannerUnavailableException($"clamd at {options.Clamd} does not answer: {failure.Message}", failure);
        }
    }

    private async Task SendAsync(Stream content, NetworkStream stream, Task<string> answer, CancellationTokenSource stop)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength + sizeof(int));
        try
        {
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), stop.Token);
            content.Position = 0;
            int length;
            do
            {
                length = await content.ReadAsync(piece.AsMemory(sizeof(int), PieceLength), stop.Token);
                BinaryPrimitives.WriteInt32BigEndian(piece, length);
                await stream.WriteAsync(piece.AsMemory(0, sizeof(int) + length), stop.Token);
                stop.CancelAfter(options.Timeout);
            }
            while (length > 0 && !answer.IsCompleted);
        }
        catch (IOException) when (!stop.IsCancellationRequested)
        {
            // It hung up: its answer, if there is one, says why.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static async Task<string> ReadAnswerAsync(NetworkStream stream, CancellationTokenSource stop)
    {
        var buffer = new byte[LongestAnswer];
        var length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)0))
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), stop.Token);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0', '\n');
    }

    private ScanVerdict VerdictOf(string answer)
    {
        const string found = " FOUND";
        if (answer.EndsWith(": OK", StringComparison.Ordinal))
        {
            return new ScanVerdict(ScanResult.Clean);
        }

        if (answer.EndsWith(found, StringComparison.Ordinal))
        {
            return new ScanVerdict(ScanResult.Infected, answer[(answer.IndexOf(": ", StringComparison.Ordinal) + 2)..^found.Length]);
        }

        return answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase)
            ? new ScanVerdict(ScanResult.TooLarge)
            : throw new ScannerUnavailableException($"clamd at {options.Clamd} says: \"{answer}\"");
    }
}
