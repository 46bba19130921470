using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Dam.Api.Hosting;

/// <summary>
/// Banana Cake Pop for browsers that open <c>/graphql</c>, from files that the build puts beside the assembly. It talks to this service only: its content
/// security policy forbids any other host, and its telemetry is off.
/// </summary>
internal static class GraphQLIde
{
    public const string GraphQLPath = "/graphql";

    private const string FilesPath = $"{GraphQLPath}/ide";

    /// <summary>Read by the page from beside its own address.</summary>
    private const string SettingsPath = $"{GraphQLPath}/bcp-config.json";

    private const string Settings = """{"useBrowserUrlAsEndpoint":true,"disableTelemetry":true,"title":"Dam"}""";

    /// <summary>It compiles JSON schemas and makes styles at run time, and its workers are blobs; all from its own files.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "worker-src 'self' blob:; manifest-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "ide");

    public static void UseGraphQLIde(this IApplicationBuilder app)
    {
        if (!Directory.Exists(Folder))
        {
            app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(GraphQLIde))
                .LogWarning("Banana Cake Pop is missing, so browsers get no page at {Path}: run ./run setup (or npm ci), then build again.", GraphQLPath);
            return;
        }

        // The page lies at /graphql itself, so that its own address is the endpoint; its files lie below.
        var page = File.ReadAllText(Path.Combine(Folder, "index.html")).Replace("<head>", $"<head><base href=\"{FilesPath}/\"/>", StringComparison.Ordinal);
        app.Use((context, next) =>
            IsAskedFor(context.Request) ? WriteAsync(context, page, "text/html; charset=utf-8")
            : context.Request.Path == SettingsPath ? WriteAsync(context, Settings, "application/json")
            : next(context));
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = FilesPath,
            FileProvider = new PhysicalFileProvider(Folder),

            // Names of scripts and styles hold a hash of their content.
            OnPrepareResponse = file =>
            {
                file.Context.Response.Headers.CacheControl = "public, max-age=3600";
                file.Context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            },
        });
    }

    /// <summary>A browser that opens the address, rather than a client that queries.</summary>
    private static bool IsAskedFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path == GraphQLPath && !request.Query.ContainsKey("query") && !request.Query.ContainsKey("sdl")
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static Task WriteAsync(HttpContext context, string text, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
