using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Dam.Domain.Blobs;
using Dam.Domain.Uploads;

namespace Dam.Infrastructure.Uploads;

/// <summary>
/// Fetches by HTTP without proxy, cookies, credentials or decompression. A host's addresses are checked when a connection is made, and the connection is made to the very
/// address that was checked: what the name means a moment later does not matter (https://cheatsheetseries.owasp.org, "Server-Side Request Forgery Prevention").
/// </summary>
internal sealed class UrlFetcher : IUrlFetcher, IDisposable
{
    private readonly UrlFetchOptions _options;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _turns;

    /// <param name="resolve">A host's addresses.</param>
    public UrlFetcher(UrlFetchOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options;
        _resolve = resolve;
        _turns = new SemaphoreSlim(options.Parallelism);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 32,

            // Each request makes, and checks, a connection of its own.
            PooledConnectionLifetime = TimeSpan.Zero,
        });
    }

    public long LargestFile => _options.LargestFile;

    public async Task<FetchedFile> FetchAsync(Uri url, CancellationToken ct)
    {
        var time = new FetchTime(_options.Timeout, ct);
        try
        {
            await time.GuardAsync(token => _turns.WaitAsync(token), _options.Timeout);
            time.Turn = _turns;
            var response = await AskAsync(url, time);
            try
            {
                var content = await response.Content.ReadAsStreamAsync(ct);
                return new FetchedFile(NameOf(response), response.Content.Headers.ContentType?.MediaType, new FetchedStream(content, response, time, _options.IdleTimeout));
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch
        {
            time.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turns.Dispose();
    }

    /// <summary>The answer in the end, whose content may be read.</summary>
    private async Task<HttpResponseMessage> AskAsync(Uri url, FetchTime time)
    {
        for (var redirects = 0; ; redirects++)
        {
            Check(url);
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Dam", productVersion: null));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            var response = await time.GuardAsync(token => _http.SendAsync(request, token), _options.AnswerTimeout);
            try
            {
                if (response.StatusCode is HttpStatusCode.OK)
                {
                    CheckContent(response.Content.Headers);
                    return response;
                }

                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                {
                    throw new UrlFetchException("URL_STATUS", $"The server answered with the status {(int)response.StatusCode}.");
                }

                if (redirects == _options.MostRedirects)
                {
                    throw new UrlFetchException("URL_REDIRECTS", $"The server redirects more than {_options.MostRedirects} times.");
                }

                url = Uri.TryCreate(url, location, out var next) ? next : throw new UrlFetchException("URL_BROKEN", "The server redirects to what is no URL.");
                response.Dispose();
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    /// <summary>What can be said of a URL before its host is known.</summary>
    private void Check(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            throw new UrlFetchException("URL_INVALID", "Files are fetched from absolute http and https URLs only.");
        }

        if (url.UserInfo.Length > 0)
        {
            throw new UrlFetchException("URL_INVALID", "A URL with a name or password in it is not fetched.");
        }

        if (!_options.AllowedPorts.Contains(url.Port))
        {
            throw new UrlFetchException("URL_FORBIDDEN", $"Nothing is fetched from the port {url.Port}.");
        }

        if (!_options.Allows(url.IdnHost))
        {
            throw new UrlFetchException("URL_FORBIDDEN", $"Nothing is fetched from the host {url.IdnHost}.");
        }
    }

    private void CheckContent(HttpContentHeaders headers)
    {
        if (headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UrlFetchException("URL_ENCODED", "The server sends the file compressed although it was asked not to.");
        }

        if (headers.ContentLength > _options.LargestFile)
        {
            throw new BlobTooLargeException(_options.LargestFile);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, ct);
        var allowed = _options.AllowPrivateNetworks ? addresses : Array.FindAll(addresses, PublicAddresses.Contain);
        if (allowed.Length == 0)
        {
            throw new UrlFetchException("URL_FORBIDDEN", $"The host {host} has no address on the public Internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the server calls the file, else what the URL does, else the host.</summary>
    private static string NameOf(HttpResponseMessage response)
    {
        var url = response.RequestMessage!.RequestUri!;
        var disposition = response.Content.Headers.ContentDisposition;
        return Named(disposition?.FileNameStar) ?? Named(disposition?.FileName?.Trim('"')) ?? Named(Uri.UnescapeDataString(url.Segments[^1])) ?? url.IdnHost;
    }

    private static string? Named(string? name) => name is null ? null : CreateUploadHandler.Filename(name);
}
