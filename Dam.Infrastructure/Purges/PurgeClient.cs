using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Dam.Domain.Purges;

namespace Dam.Infrastructure.Purges;

/// <summary>Asks a cache by HTTP, and says why when it does not confirm. It follows no redirect: what it sends holds a secret.</summary>
internal sealed class PurgeClient(TimeSpan timeout) : IDisposable
{
    /// <summary>Of an answer that is no success, for people.</summary>
    private const int MostToldOfAnAnswer = 500;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = timeout,
    })
    { Timeout = timeout, MaxResponseContentBufferSize = 1024 * 1024 };

    /// <summary>The answer, read whole, if it is a success.</summary>
    /// <exception cref="PurgeFailedException">It is none, or there is none.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes an answer that is a success.")]
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, ct);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw new PurgeFailedException(failure is HttpRequestException ? $"No answer: {failure.Message}" : $"No answer within {timeout.TotalSeconds:0.#} seconds.", inner: failure);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            // Whatever it says of its encoding: it may be none that there is.
            var said = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ct));
            throw new PurgeFailedException(
                $"It answered {(int)response.StatusCode}: {(said.Length > MostToldOfAnAnswer ? said[..MostToldOfAnAnswer] : said)}",
                response.Headers.RetryAfter switch
                {
                    { Delta: { } delta } => delta,
                    { Date: { } date } when response.Headers.Date is { } now => date - now,
                    _ => null,
                });
        }
    }

    /// <summary>The answer's JSON.</summary>
    /// <exception cref="PurgeFailedException">It is none.</exception>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsByteArrayAsync(ct));
        }
        catch (JsonException failure)
        {
            throw new PurgeFailedException("It answered something that is no JSON.", inner: failure);
        }
    }

    public void Dispose() => _http.Dispose();
}
