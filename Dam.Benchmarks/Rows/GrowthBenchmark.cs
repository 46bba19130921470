using System.Diagnostics;
using System.Text.Json;
using Dam.Infrastructure.Persistence.Seeding;

namespace Dam.Benchmarks.Rows;

/// <summary>
/// What queries cost at 10,000, 100,000 and 1,000,000 assets with three links each, over GraphQL, one at a time and never the same twice in a row, asked by an administrator and by a
/// storefront: milliseconds a request, and how many times those of the smallest catalogue.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Variants = 50;

    /// <summary>What takes longer than this is measured with fewer requests.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private const string Item = "id title filename status width height";

    private static readonly (string Name, string Header)[] Callers = [("", SeededData.KeyHeader), ("shop: ", SeededData.StorefrontHeader)];

    private static readonly Question[] Questions =
    [
        new("newest", $"{{ assets(first: 20) {{ nodes {{ {Item} }} }} }}"),
        new("page from anywhere", $"query($cursor: String) {{ assets(first: 20, after: $cursor) {{ nodes {{ {Item} }} pageInfo {{ hasNextPage endCursor }} }} }}"),
        new("page back from anywhere", $"query($cursor: String) {{ assets(last: 20, before: $cursor) {{ nodes {{ {Item} }} }} }}"),
        new("by title, from anywhere", $"query($word: String) {{ assets(first: 20, where: {{ title: {{ startsWith: $word }} }}, order: [{{ title: ASC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("title begins, newest", $"query($word: String) {{ assets(first: 20, where: {{ title: {{ startsWith: $word }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("filename is", $"query($filename: String) {{ assets(first: 20, where: {{ filename: {{ eq: $filename }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("status common", $"{{ assets(first: 20, where: {{ status: {{ eq: APPROVED }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("status rare", $"{{ assets(first: 20, where: {{ status: {{ eq: REJECTED }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("status rare, by title", $"{{ assets(first: 20, where: {{ status: {{ eq: REJECTED }} }}, order: [{{ title: ASC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("media type common", $"{{ assets(first: 20, where: {{ mediaType: {{ eq: \"image/jpeg\" }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("media type none has", $"{{ assets(first: 20, where: {{ mediaType: {{ eq: \"image/x-none\" }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("filename, from anywhere", $"query($filename: String) {{ assets(first: 20, where: {{ filename: {{ startsWith: $filename }} }}, order: [{{ filename: ASC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("by filename", $"query($namedAt: String) {{ assets(first: 20, after: $namedAt, order: [{{ filename: ASC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("by size", $"query($sizedAt: String) {{ assets(first: 20, after: $sizedAt, order: [{{ size: DESC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("recently changed", $"{{ assets(first: 20, order: [{{ updatedAt: DESC }}]) {{ nodes {{ {Item} }} }} }}"),
        new("wide, newest", $"{{ assets(first: 20, where: {{ width: {{ gte: 2000 }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("kind rare", $"{{ assets(first: 20, where: {{ kind: {{ eq: DOCUMENT }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("kind that none has", $"{{ assets(first: 20, where: {{ kind: {{ eq: VIDEO }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("made in a span", $"query($from: DateTime, $to: DateTime) {{ assets(first: 20, where: {{ createdAt: {{ gte: $from, lt: $to }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("of a SKU", $"query($code: String) {{ assets(first: 20, where: {{ sku: {{ eq: $code }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("deliverable in DE", $"{{ assets(first: 20, where: {{ deliverable: {{ context: {{ territory: \"DE\" }} }} }}) {{ nodes {{ {Item} }} }} }}"),
        new("node", $"query($id: ID!) {{ node(id: $id) {{ id ... on Asset {{ {Item} versions(first: 5) {{ nodes {{ number }} }} skuLinks {{ nodes {{ sku {{ code }} }} }} }} }} }}"),
        new("sku with assets", $"query($code: String!) {{ sku(code: $code) {{ name assets(first: 4) {{ nodes {{ role asset {{ {Item} }} }} }} }} }}"),
        new("skus from anywhere", $"query($letters: String) {{ skus(first: 20, where: {{ code: {{ startsWith: $letters }} }}) {{ nodes {{ code name assets(first: 4) {{ nodes {{ role asset {{ {Item} }} }} }} }} }} }}"),
    ];

    /// <param name="sizes">Numbers of assets, the smallest first.</param>
    /// <param name="server">A PostgreSQL to measure instead of SQLite, as a connection string without a database; databases are made on it and dropped.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes, string? server)
    {
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var size in sizes)
        {
            var watch = Stopwatch.StartNew();
            using var data = await SeededData.CreateAsync(size, server);
            Console.WriteLine($"{size} assets made in {watch.Elapsed.TotalSeconds:0} s.");
            using var dam = await data.ServeAsync();
            var places = Places(dam.Port, size);
            foreach (var (name, header) in Callers)
            {
                foreach (var question in Questions)
                {
                    var requests = places.ConvertAll(place => question.At(place, header));
                    Measure(dam.Port, requests, rounds: 1);
                    times.TryAdd(name + question.Name, []);
                    times[name + question.Name].Add(Measure(dam.Port, requests, rounds: 3));
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{"milliseconds",-32}{string.Concat(sizes.Select(size => $"{size,11:N0}"))}{"last / first",15}");
        foreach (var (name, row) in times)
        {
            Console.WriteLine($"{name,-32}{string.Concat(row.Select(time => $"{time,11:0.00}"))}{row[^1] / row[0],15:0.00}");
        }
    }

    /// <summary>The median request, in milliseconds.</summary>
    private static double Measure(int port, IReadOnlyList<byte[]> requests, int rounds)
    {
        using var client = new RawClient(port);
        var times = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var request in requests.TakeWhile(_ => Stopwatch.GetElapsedTime(begin) < Longest))
            {
                var start = Stopwatch.GetTimestamp();
                client.Ask(request);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>What is asked for, taken from assets all over the catalogue: next to the popular ones, which would be some of the places in a small catalogue and all of them in a large one.</summary>
    private static List<Dictionary<string, object>> Places(int port, int size)
    {
        using var client = new RawClient(port);
        var ids = new SeedCatalog(size, SeededData.Seed, [], DateTimeOffset.MaxValue);
        return [.. Enumerable.Range(0, Variants).Select(i => Place(client, $"asset_{ids.AssetId(((long)i * size / Variants) + 1):N}"))];
    }

    private static Dictionary<string, object> Place(RawClient client, string id)
    {
        var asset = Ask(client, "query($id: ID!) { asset(id: $id) { title filename size createdAt } }", new { id }).GetProperty("asset");
        var (title, from) = (asset.GetProperty("title").GetString()!, asset.GetProperty("createdAt").GetDateTimeOffset());
        var page = Ask(
            client,
            "query($from: DateTime) { assets(first: 1, where: { createdAt: { lte: $from } }) { pageInfo { endCursor } } }",
            new { from }).GetProperty("assets");
        var linked = Ask(
            client,
            "query($from: DateTime) { assets(first: 10, where: { createdAt: { lte: $from } }) { nodes { skuLinks(first: 1) { nodes { sku { code } } } } } }",
            new { from }).GetProperty("assets").GetProperty("nodes").EnumerateArray().SelectMany(node => node.GetProperty("skuLinks").GetProperty("nodes").EnumerateArray());
        var code = linked.First().GetProperty("sku").GetProperty("code").GetString()!;
        var sorted = Ask(
            client,
            """
            query($name: String, $size: Long) {
              named: assets(first: 1, where: { filename: { eq: $name } }, order: [{ filename: ASC }]) { pageInfo { endCursor } }
              sized: assets(first: 1, where: { size: { eq: $size } }, order: [{ size: DESC }]) { pageInfo { endCursor } }
            }
            """,
            new { name = asset.GetProperty("filename").GetString(), size = asset.GetProperty("size").GetInt64() });
        return new(StringComparer.Ordinal)
        {
            ["namedAt"] = Cursor("named"),
            ["sizedAt"] = Cursor("sized"),
            ["id"] = id,
            ["cursor"] = page.GetProperty("pageInfo").GetProperty("endCursor").GetString()!,
            ["word"] = title[..title.IndexOf(',', StringComparison.Ordinal)],
            ["filename"] = asset.GetProperty("filename").GetString()!,
            ["from"] = from,
            ["to"] = from.AddDays(1),
            ["code"] = code,
            ["letters"] = code[..3],
        };

        string Cursor(string list) => sorted.GetProperty(list).GetProperty("pageInfo").GetProperty("endCursor").GetString()!;
    }

    private static JsonElement Ask(RawClient client, string query, object variables) =>
        JsonDocument.Parse(client.Ask(RawClient.Post(query, SeededData.KeyHeader, variables)).ToArray()).RootElement.GetProperty("data");

    private sealed record Question(string Name, string Query)
    {
        public byte[] At(Dictionary<string, object> place, string header) => RawClient.Post(
            Query, header, place.Where(value => Query.Contains($"${value.Key}:", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));
    }
}
