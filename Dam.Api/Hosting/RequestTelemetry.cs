using System.Diagnostics;
using Dam.Infrastructure.Telemetry;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Dam.Api.Hosting;

/// <summary>
/// Names the server's own activities as OpenTelemetry's conventions for HTTP have it. By the route's pattern, never the path or the query: addresses of files and uploads hold signatures.
/// </summary>
internal sealed class RequestTelemetry
{
    private RequestTelemetry()
    {
    }

    public static void Add(WebApplicationBuilder builder)
    {
        if (builder.Services.AddTelemetry(builder.Configuration))
        {
            builder.Services.AddSingleton(new RequestTelemetry());
        }
    }

    /// <summary>First of all, so that it sees how everything ends. Not there at all when nothing is sent.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetService<RequestTelemetry>() is not null)
        {
            app.Use(TellAsync);
        }
    }

    private static async Task TellAsync(HttpContext context, RequestDelegate next)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && activity is not null)
        {
            // Asked every few seconds by machines; what it asks in turn is left out with it.
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        await next(context);
        if (context.Response.ContentLength is { } length && HttpMethods.IsGet(context.Request.Method))
        {
            DamTelemetry.HandedOut(length);
        }

        if (activity is { IsAllDataRequested: true })
        {
            Describe(activity, context);
        }
    }

    private static void Describe(Activity activity, HttpContext context)
    {
        var (method, status) = (KnownMethod(context.Request.Method), context.Response.StatusCode);
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? method : $"{method} {route}";
        activity.SetTag("http.request.method", method).SetTag("http.response.status_code", status).SetTag("url.scheme", context.Request.Scheme);
        if (route is not null)
        {
            activity.SetTag("http.route", route);
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error).SetTag("error.type", $"{status}");
        }
    }

    /// <summary>Clients may send any word.</summary>
    private static string KnownMethod(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "_OTHER";
}
