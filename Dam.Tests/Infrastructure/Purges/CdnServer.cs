using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.Infrastructure.Purges;

/// <summary>A request as it came.</summary>
internal sealed record Call(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A CDN's API on the loopback: it answers as the test has told it, one answer for each request, and keeps what it was asked.</summary>
internal sealed class CdnServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private CdnServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Calls.Enqueue(new Call(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(context.RequestAborted)));
            await (_answers.TryDequeue(out var answer) ? answer(context) : throw new InvalidOperationException("More was asked than the test has answers for."));
        });
    }

    public ConcurrentQueue<Call> Calls { get; } = new();

    public Uri Address => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/");

    public static async Task<CdnServer> StartAsync()
    {
        var server = new CdnServer();
        await server._app.StartAsync();
        return server;
    }

    public void Answer(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers) => _answers.Enqueue(async context =>
    {
        context.Response.StatusCode = (int)status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body, context.RequestAborted);
        }
    });

    /// <summary>It takes the next request and says nothing.</summary>
    public void Hang() => _answers.Enqueue(async context => await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
