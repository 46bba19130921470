using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Benchmarks.Rows;

/// <summary>What somebody would write by hand for this one page and nothing else: two statements, three records, no permissions, no verdict.</summary>
internal static partial class RowsEndpoint
{
    private const string Skus = """SELECT "Id", "Code", "Name" FROM "Skus" ORDER BY "Code" LIMIT 50""";

    private const string Links =
        """
        SELECT l."Role", a."Id", a."Title", c."Filename", c."MediaType", c."Width", c."Height"
        FROM "SkuLinks" AS l
        JOIN "Assets" AS a ON a."Id" = l."AssetId"
        JOIN "AssetVersions" AS c ON c."Id" = a."CurrentVersionId"
        WHERE l."SkuId" = @sku AND a."DeletedAt" IS NULL
        ORDER BY l."Position"
        LIMIT 4
        """;

    private static readonly string[] Roles = ["PRIMARY", "GALLERY", "SWATCH", "DETAIL", "LIFESTYLE", "MANUAL", "VIDEO", "OTHER"];

    public static async Task RunAsync(string database, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
        await using var app = builder.Build();
        var connection = new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly }.ConnectionString;
        app.MapGet("/", () => Read(connection));
        await app.RunAsync();
    }

    private static Answer Read(string database)
    {
        using var connection = new SqliteConnection(database);
        connection.Open();
        var skus = new List<SkuAnswer>(50);
        var ids = new List<byte[]>(50);
        using (var command = new SqliteCommand(Skus, connection))
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                ids.Add(reader.GetFieldValue<byte[]>(0));
                skus.Add(new SkuAnswer(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), []));
            }
        }

        using var links = new SqliteCommand(Links, connection);
        var sku = links.Parameters.Add("@sku", SqliteType.Blob);
        for (var i = 0; i < skus.Count; i++)
        {
            sku.Value = ids[i];
            using var reader = links.ExecuteReader();
            while (reader.Read())
            {
                var asset = new AssetAnswer(
                    $"asset_{Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1))}", reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetInt32(6));
                skus[i].Assets.Add(new LinkAnswer(Roles[reader.GetInt32(0)], asset));
            }
        }

        return new Answer(skus);
    }

    internal sealed record Answer(List<SkuAnswer> Skus);

    internal sealed record SkuAnswer(string Code, string? Name, List<LinkAnswer> Assets);

    internal sealed record LinkAnswer(string Role, AssetAnswer Asset);

    internal sealed record AssetAnswer(string Id, string Title, string Filename, string MediaType, int? Width, int? Height);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Answer))]
    private sealed partial class Json : JsonSerializerContext;
}
