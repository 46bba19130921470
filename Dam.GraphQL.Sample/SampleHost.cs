using Dam.GraphQL.Annotations;
using Dam.GraphQL.Documents;
using Dam.GraphQL.Http;
using Dam.GraphQL.Language;
using Dam.GraphQL.Validation;

namespace Dam.GraphQL.Sample;

/// <summary>
/// Serves the sample at <c>/graphql</c>. <c>--limits off</c> raises the limits as far as they go; <c>--batching on</c> takes batches of requests; <c>--documents FOLDER</c>
/// trusts the documents of a folder, and with <c>--only-trusted true</c> no others.
/// </summary>
internal static class SampleHost
{
    public static async Task Main(string[] args) => await Create(args).RunAsync();

    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);

        // Four lines a request would cost more than most requests do, and would stop the sample when nobody reads them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var isUnlimited = builder.Configuration["limits"] is "off";
        builder.Services.AddGraphQL(graphql =>
        {
            Configure(graphql);
            if (isUnlimited)
            {
                RaiseLimits(graphql);
            }

            if (builder.Configuration["documents"] is { } folder)
            {
                graphql.Execution.Documents.Trusted = TrustedDocuments.Load(folder);
                graphql.Execution.Documents.OnlyTrusted = builder.Configuration.GetValue<bool>("only-trusted");
            }
        });

        var app = builder.Build();
        app.MapGraphQL(configure: http =>
        {
            if (builder.Configuration["batching"] is "on")
            {
                http.MaxBatchSize = 10;
            }

            if (isUnlimited)
            {
                http.MaxRequestBytes = 8 * 1024 * 1024;
                http.MaxBatchSize = 1_000;
                http.Uploads.MaxFileBytes = http.Uploads.MaxTotalBytes = 1024 * 1024 * 1024;
            }
        });
        return app;
    }

    public static void Configure(GraphQLBuilder graphql)
    {
        graphql.Description = "A sample schema that uses every feature of the type system; the engine's own host serves it, and its printed form must equal this file in meaning.";
        graphql.AddAnnotatedTypes(typeof(SampleHost).Assembly);
        graphql.AddScalar(Scalars.DateTime);
        graphql.AddScalar(Scalars.Json);
        graphql.AddScalar(Scalars.Upload);
    }

    /// <summary>Nesting and the work of a document stay bounded: the one guards the stack, the other the memory.</summary>
    public static void RaiseLimits(GraphQLBuilder graphql)
    {
        graphql.Execution.Parser = ParserOptions.Trusted;
        graphql.Execution.Validation = new ValidationOptions
        {
            MaxDepth = ParserOptions.DepthCeiling,
            MaxMergedFields = 1_000_000,
            MaxMergeSteps = 50_000_000,
            MaxFieldDepth = int.MaxValue,
            MaxAliases = int.MaxValue,
            MaxDirectives = int.MaxValue,
            MaxIntrospections = int.MaxValue,
        };
        graphql.Execution.MaxRootFields = int.MaxValue;
        graphql.Execution.MaxMutationFields = int.MaxValue;
        graphql.Execution.Cost.Enforce = false;
    }
}
