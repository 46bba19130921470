using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.Infrastructure.Blobs;

/// <summary>A storage account before azurite that can be made to answer each request as Azure does when it has too much to do (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).</summary>
internal sealed class BusyAccount : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly HttpClient _account = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _address;
    private volatile bool _isBusy;

    private BusyAccount(string connectionString)
    {
        const string endpoint = "BlobEndpoint=";
        _address = new Uri(connectionString[(connectionString.IndexOf(endpoint, StringComparison.Ordinal) + endpoint.Length)..].TrimEnd(';'));
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        _server = builder.Build();
        _server.Run(AnswerAsync);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; private set; }

    public bool IsBusy
    {
        get => _isBusy;
        set => _isBusy = value;
    }

    public static async Task<BusyAccount> StartAsync(Azurite azurite, CancellationToken ct)
    {
        var account = new BusyAccount(azurite.ConnectionString);
        await account._server.StartAsync(ct);
        var authority = new Uri(account._server.Urls.Single()).Authority;
        account.ConnectionString = azurite.ConnectionString.Replace(account._address.Authority, authority, StringComparison.Ordinal);
        return account;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _account.Dispose();
    }

    private Task AnswerAsync(HttpContext context) => _isBusy ? RefuseAsync(context.Response, context.RequestAborted) : ForwardAsync(context);

    private static Task RefuseAsync(HttpResponse response, CancellationToken ct)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers["x-ms-error-code"] = "ServerBusy";
        response.ContentType = "application/xml";
        return response.WriteAsync("""<?xml version="1.0" encoding="utf-8"?><Error><Code>ServerBusy</Code><Message>The server is busy.</Message></Error>""", ct);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(new Uri(_address.GetLeftPart(UriPartial.Authority)), target));
        if (context.Request.ContentLength is > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }
        else if (context.Request.ContentLength is 0)
        {
            request.Content = new ByteArrayContent([]);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Connection" or "Expect")))
        {
            _ = request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) || request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) == true;
        }

        using var answer = await _account.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
