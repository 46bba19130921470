using Dam.Api.Access;
using Dam.Api.Delivery;
using Dam.Api.Uploads;
using Dam.Domain.Delivery;
using Dam.Infrastructure;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Media;
using Dam.Infrastructure.Scanning;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dam.Api.Hosting;

/// <summary>The composition root: what the service is made of, and the order in which a request meets it.</summary>
internal static class DamApplication
{
    public const string UsualUrl = "http://127.0.0.1:5080";

    /// <summary>Of every route but uploads, in bytes: a thousand SKUs with a hundred links each.</summary>
    public const int LargestBody = 10 * 1024 * 1024;

    /// <summary>
    /// Settings are read once. To hear of a change of their file, the host would watch the folder it was started in and all below, data that lie there included: each file that
    /// comes in or is made would be told of.
    /// </summary>
    private const string NoWatching = "--hostBuilder:reloadConfigOnChange=false";

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder([NoWatching, .. args]);
        KnownSettings.Check(builder.Configuration);
        AddDefaults(builder);
        // A request is worked on where its bytes came in and its answer goes out from there: each hand-over to another thread is one more wait on a busy machine (docs/adr/0017).
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        var start = new StartLog();
        AddLogging(builder, start);
        RequestTelemetry.Add(builder);

        var services = builder.Services;
        services.AddSingleton(start);
        services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBuffers>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddDamInfrastructure(builder.Configuration);
        services.AddImaging(typeof(DamApplication).Assembly.Location);
        services.AddMedia();
        services.AddScanning();
        services.AddUseCases(builder.Configuration);
        services.AddAccess();
        services.AddDelivery();
        services.AddHealth();
        Shutdown.Add(services);
        services.AddDamGraphQL(builder.Configuration);
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        return builder;
    }

    /// <summary>Brings the database's schema up to date, whatever <c>Dam:Database:Migrate</c> says, and serves nothing.</summary>
    public static async Task MigrateAsync(string[] args)
    {
        await using var app = CreateBuilder([.. args, "--Dam:Database:Migrate=true"]).Build();
        await app.Services.PrepareDatabaseAsync(CancellationToken.None);
    }

    public static WebApplication UseDam(this WebApplication app)
    {
        // Made now, so that what is wrong with their settings stops the start and not the first request.
        _ = app.Services.GetRequiredService<MediaUrls>();
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartLog>().Open);
        app.WarnWithoutKeys();
        RequestTelemetry.Use(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerFailureAsync,

            // What a client sends wrong is no failure of this service: anybody could fill the log with it. What is unavailable was logged where it was found.
            SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException || Unavailable.Of(failed.Exception) is not null,
        });
        app.UseSecurityHeaders();
        app.UseShutdown();
        if (!app.Environment.IsDevelopment())
        {
            // Sent over HTTPS only, and never for a loopback host.
            app.UseHsts();
        }

        app.UseGraphQLIde();
        app.UseRouting();
        app.UseAccess();
        app.MapHealth();
        app.MapDamGraphQL();
        MediaEndpoint.Map(app);
        UploadEndpoint.Map(app);
        TusEndpoint.Map(app);
        app.MapFallback("{**path}", Problem.NotFound).AllowAnonymous();
        return app;
    }

    /// <summary>What holds where nothing else is set: weaker than environment variables, arguments and files.</summary>
    private static void AddDefaults(WebApplicationBuilder builder)
    {
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",

            // Says again with each question what the parts say once.
            ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        };
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        string[] listening = ["urls", "http_ports", "https_ports"];
        if (listening.All(setting => string.IsNullOrEmpty(builder.Configuration[setting])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(UsualUrl);
        }
    }

    private static void AddLogging(WebApplicationBuilder builder, StartLog start)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter(StartLog.Category, start.Lets);
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
        else
        {
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
    }

    private static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            AddSecurityHeaders(context.Response);
            return next(context);
        });

    /// <summary>Clients that keep connections open go elsewhere with their next request, before this node refuses it.</summary>
    private static void UseShutdown(this WebApplication app)
    {
        var shutdown = app.Services.GetRequiredService<Shutdown>();
        app.Use((context, next) =>
        {
            if (shutdown.HasBegun && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }

    private static void AddSecurityHeaders(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>
    /// A request that the server itself found wrong says what is wrong, and a database or a store that cannot be used that it cannot; anything else was logged by the middleware and is masked. The middleware starts the response
    /// anew, without the headers that it had.
    /// </summary>
    private static Task AnswerFailureAsync(HttpContext context)
    {
        AddSecurityHeaders(context.Response);
        var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = failure is BadHttpRequestException bad
            ? Problem.Of(bad.StatusCode, "BAD_REQUEST", bad.Message)
            : Unavailable.Of(failure)?.ToProblem(context.Request.Method) ?? Problem.Bug(context);
        return problem.ExecuteAsync(context);
    }
}
