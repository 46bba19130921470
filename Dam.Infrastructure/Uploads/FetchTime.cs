using Dam.Domain.Uploads;

namespace Dam.Infrastructure.Uploads;

/// <summary>The time that a fetch may take all in all, and the words for what goes wrong in it.</summary>
internal sealed class FetchTime : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _total;

    /// <param name="total">From now on.</param>
    /// <param name="ct">The caller's.</param>
    public FetchTime(TimeSpan total, CancellationToken ct)
    {
        _caller = ct;
        _total = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _total.CancelAfter(total);
    }

    /// <summary>Given back in the end.</summary>
    public SemaphoreSlim? Turn { get; set; }

    public Task GuardAsync(Func<CancellationToken, Task> step, TimeSpan atMost) => GuardAsync(
        async token =>
        {
            await step(token);
            return true;
        },
        atMost);

    /// <summary>Runs a step for a time of its own, within the whole.</summary>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> step, TimeSpan atMost)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_total.Token);
        limit.CancelAfter(atMost);
        try
        {
            return await step(limit.Token);
        }
        catch (Exception failure) when (!_caller.IsCancellationRequested && Explain(failure) is (var code, var message))
        {
            throw new UrlFetchException(code, message, failure);
        }
    }

    public void Dispose()
    {
        Turn?.Release();
        Turn = null;
        _total.Dispose();
    }

    /// <summary>Null for what is said already, and for a bug.</summary>
    private static (string Code, string Message)? Explain(Exception failure) => failure switch
    {
        OperationCanceledException => ("URL_TIMEOUT", "The server took too long."),
        HttpRequestException { InnerException: UrlFetchException refused } => (refused.Code, refused.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ("URL_UNREACHABLE", "There is no such host."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            ("URL_UNREACHABLE", "The server cannot show that it is who it says it is: its certificate is not trusted."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => ("URL_UNREACHABLE", "The server cannot be reached."),
        HttpRequestException or IOException => ("URL_BROKEN", "The server did not answer as HTTP wants it, or broke off."),
        _ => null,
    };
}

/// <summary>An answer's content, each piece of which has to come in time.</summary>
internal sealed class FetchedStream(Stream content, HttpResponseMessage response, FetchTime time, TimeSpan idle) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await time.GuardAsync(token => content.ReadAsync(buffer, token).AsTask(), idle);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
            time.Dispose();
        }

        base.Dispose(disposing);
    }
}
