using System.Globalization;
using Dam.Api.Access;
using Dam.Api.Assets;
using Dam.Api.Delivery;
using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.GraphQL.Types;
using Dam.Infrastructure;
using Microsoft.Extensions.Options;

namespace Dam.Api.Hosting;

/// <summary>Dam's schema: the annotated types of this assembly, its scalars, and who the caller is.</summary>
internal static class GraphQLApi
{
    private const string LargestMultipart = "Dam:Uploads:LargestMultipart";
    private const string SlowOperationSetting = "Dam:GraphQL:SlowOperation";

    public static void AddDamGraphQL(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GraphQLOptions>().BindConfiguration(GraphQLOptions.Section).Validated(options => options.Problems());
        services.AddGraphQL(api => Configure(api, configuration));
    }

    private static void Configure(GraphQLBuilder api, IConfiguration configuration)
    {
        api.AddAnnotatedTypes(typeof(GraphQLApi).Assembly);
        api.AddScalar(ScalarType.Text<Sha256>("Sha256", Sha256.TryParse, digest => digest.Hex, "SHA-256 digest: 64 lower-case hexadecimal digits."));
        api.AddScalar(ScalarType.Text<Territory>(
            "Territory", Territory.TryParse, territory => territory.Code, "ISO 3166-1 alpha-2 country, or ISO 3166-2 subdivision: `FR`, `US-CA`."));
        api.AddScalar(ScalarType.Text<Locale>("Locale", Locale.TryParse, locale => locale.Code, "BCP 47 language tag: `fr`, `zh-Hans`."));
        api.AddScalar(ScalarType.Text<RgbColor>("Color", RgbColor.TryParse, color => color.ToString(), "sRGB colour: `#RRGGBB`."));
        api.AddScalar(ScalarType.Text<CalendarSpan>("Duration", CalendarSpan.TryParse, span => span.Text, "ISO 8601 duration: `P7D`, `P1Y6M`, `PT36H`; `-P1D` counts back. A day has 24 hours."));

        // Where an edge that is believed says where the request comes from, that is where the caller is.
        api.AddRequestState(context => context.GetCaller().In(context.RequestServices.GetRequiredService<EdgeTerritory>().Of(context).Territory));
        api.Permissions = context => context.GetCaller().May;
        api.RequirePolicy = true;
        api.Execution.MutationScheduler = WriteThreads.Scheduler;
        api.Execution.SlowOperation = SlowOperation(configuration);
        api.Execution.Translate = exception => Unavailable.Of(exception)?.ToError();
        api.Nodes.Permission = Permissions.ReadDeliverable;
        api.Budget = context => context.RequestServices.GetRequiredService<IOptions<GraphQLOptions>>().Value.BudgetOf(context);

        // Who may change assets may also try out what asks for them.
        api.AllowUntrusted = context => context.GetCaller().May(Permissions.WriteAssets);
    }

    /// <summary>Anyone may ask: each field has its own policy. Files are taken only from who may make assets of them.</summary>
    public static void MapDamGraphQL(this IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<IOptions<GraphQLOptions>>().Value.ApplyTo(endpoints.ServiceProvider.GetRequiredService<GraphQLBuilder>().Execution);
        var largest = endpoints.ServiceProvider.GetRequiredService<IConfiguration>().GetValue(LargestMultipart, 256L * 1024 * 1024);
        if (largest <= 0)
        {
            throw new InvalidOperationException($"{LargestMultipart} must be positive.");
        }

        endpoints.MapGraphQL(GraphQLIde.GraphQLPath, http =>
        {
            http.MaxRequestBytes = DamApplication.LargestBody;
            http.Uploads.MaxTotalBytes = largest;
            http.Uploads.MaxFileBytes = largest;
            http.Uploads.Allow = context => context.GetCaller().May(Permissions.WriteAssets);
            http.Streams.OnConnect = ConnectionKey.AcceptAsync;
            foreach (var origin in endpoints.ServiceProvider.GetRequiredService<IOptions<AccessOptions>>().Value.Origins)
            {
                http.Streams.AllowedOrigins.Add(origin);
            }
        }).AllowAnonymous();
    }

    private static TimeSpan SlowOperation(IConfiguration configuration) => configuration[SlowOperationSetting] switch
    {
        null or "" => TimeSpan.FromSeconds(1),
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var slow) && slow >= TimeSpan.Zero => slow,
        var text => throw new InvalidOperationException($"{SlowOperationSetting} is \"{text}\"; it must be a duration such as 00:00:01."),
    };

    /// <summary>The public contract in the schema definition language, without starting the service.</summary>
    public static string PrintSchema()
    {
        var app = DamApplication.CreateBuilder([]).Build();
        return SchemaPrinter.Print(app.Services.GetRequiredService<Schema>());
    }
}
