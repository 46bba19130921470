using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Api.Assets;

/// <summary>Pages of assets as clients walk them, over lists that are larger than a page and have many equal keys.</summary>
public sealed class AssetPagingTests : IAsyncLifetime
{
    private const int Assets = 40;
    private const int Walks = 12;

    private static readonly string[] Fields = ["createdAt", "updatedAt", "title", "filename", "size"];

    private readonly DamHost _host = DamHost.Start();
    private readonly Random _random = new(12);
    private readonly List<Asset> _assets = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _assets.AddRange(await AddAsync(Assets));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Assets_Should_ComeInExactlyTheOrder_When_WalkedBothWays()
    {
        for (var i = 0; i < Walks; i++)
        {
            var order = RandomOrder();
            var expected = Sorted(_assets, order);

            Assert.Equal(expected, await WalkAsync(order, backward: false));
            Assert.Equal(expected, await WalkAsync(order, backward: true));
        }
    }

    [Fact]
    public async Task Assets_Should_NeitherRepeatNorBeOmitted_When_OthersComeAndGoBetweenPages()
    {
        for (var i = 0; i < Walks; i++)
        {
            var order = RandomOrder();
            var coming = new List<Asset>();
            var seen = await WalkAsync(order, backward: i % 2 == 0, async () =>
            {
                if (_random.Next(2) == 0)
                {
                    coming.AddRange(await AddAsync(2));
                }
                else if (coming.Count > 0)
                {
                    await DeleteAsync(coming[^1]);
                }
            });

            Assert.Equal(seen.Distinct(), seen);
            Assert.Equal(Sorted(_assets, order), seen.Where(id => _assets.Exists(asset => IdOf(asset) == id)));
            foreach (var asset in coming)
            {
                await DeleteAsync(asset);
            }
        }
    }

    [Theory]
    [InlineData("first: -1", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("last: 0", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("last: 101", "PAGE_SIZE_OUT_OF_RANGE")]
    [InlineData("first: 1, before: $other", "PAGE_DIRECTION_MIXED")]
    [InlineData("last: 1, after: $other", "PAGE_DIRECTION_MIXED")]
    [InlineData("first: 1, after: $other", "CURSOR_INVALID")]
    [InlineData("last: 1, before: $other", "CURSOR_INVALID")]
    [InlineData("first: 1, after: $sku", "CURSOR_INVALID")]
    [InlineData("first: 1, after: $altered", "CURSOR_INVALID")]
    [InlineData("first: 1, after: \"\"", "CURSOR_INVALID")]
    [InlineData("first: 1, after: \"\\ud83d\\ude00\"", "CURSOR_INVALID")]
    [InlineData("first: 1, order: [{ title: ASC }, { title: DESC }]", "ORDER_REPEATED")]
    [InlineData("first: 1, where: { not: { not: { not: { not: { not: { not: { not: { not: {} } } } } } } } }", "FILTER_TOO_DEEP")]
    [InlineData("first: 1, where: { title: { in: $texts } }", "FILTER_TOO_LARGE")]
    [InlineData("first: 1, where: { or: [{ title: { in: $half } }, { title: { nin: $half } }] }", "FILTER_TOO_LARGE")]
    public async Task Assets_Should_BeRefused_When_ThePageIsNone(string arguments, string code)
    {
        await AddSkuAsync();
        var given = await _host.Administrator.QueryAsync(
            "{ assets(first: 1) { edges { cursor } } other: assets(first: 1, order: [{ title: ASC }]) { edges { cursor } } skus(first: 1) { edges { cursor } } }");
        (string Name, string Type, object Value)[] variables =
        [
            ("other", "String", Cursor("other")),
            ("sku", "String", Cursor("skus")),
            ("altered", "String", (Cursor("assets")[0] == 'A' ? 'B' : 'A') + Cursor("assets")[1..]),
            ("texts", "[String!]", Enumerable.Repeat("x", 201)),
            ("half", "[String!]", Enumerable.Repeat("x", 101)),
        ];
        var used = variables.Where(variable => arguments.Contains($"${variable.Name}", StringComparison.Ordinal)).ToList();
        var head = used.Count == 0 ? "" : $"query ({string.Join(", ", used.Select(variable => $"${variable.Name}: {variable.Type}"))}) ";

        _host.ForgetStatements();
        var answer = await _host.Administrator.PostAsync(
            $"{head}{{ assets({arguments}) {{ nodes {{ id }} totalCount }} }}", used.ToDictionary(variable => variable.Name, variable => variable.Value));

        Assert.Equal(code, Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString());
        Assert.Empty(_host.Statements);

        string Cursor(string list) => given.GetProperty(list).GetProperty("edges")[0].GetProperty("cursor").GetString()!;
    }

    [Theory]
    [InlineData("nodes { id }", 1)]
    [InlineData("edges { cursor node { id } } nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }", 1)]
    [InlineData("pageInfo { hasNextPage }", 1)]
    [InlineData("nodes { id } totalCount", 2)]
    [InlineData("nodes { id } totalCount @skip(if: true)", 1)]
    [InlineData("a: totalCount b: totalCount", 2)]
    public async Task Assets_Should_BeCountedOnlyWhenAsked_When_APageIsRead(string fields, int statements)
    {
        _host.ForgetStatements();

        await _host.Administrator.QueryAsync($"{{ assets(first: 2) {{ {fields} }} }}");

        Assert.True(_host.Statements.Count == statements, string.Join("\n\n", _host.Statements));
    }

    [Theory]
    [InlineData("first: 1")]
    [InlineData("last: 1")]
    public async Task Assets_Should_BeAnEmptyPage_When_NothingMatches(string size)
    {
        var data = await _host.Administrator.QueryAsync(
            $"{{ assets({size}, where: {{ title: {{ eq: \"nothing\" }} }}) {{ nodes {{ id }} edges {{ cursor }} totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}");

        Assert.Equal(
            """{"nodes":[],"edges":[],"totalCount":0,"pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":null,"endCursor":null}}""",
            data.GetProperty("assets").GetRawText());
    }

    private static string IdOf(Asset asset) => $"asset_{asset.Id:N}";

    private List<(string Field, bool Descending)> RandomOrder() =>
        [.. Fields.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).Select(field => (field, _random.Next(2) == 0))];

    /// <summary>By hand: the ids break ties, the way the last field goes.</summary>
    private static List<string> Sorted(IEnumerable<Asset> assets, List<(string Field, bool Descending)> order)
    {
        var comparisons = order.ConvertAll<Comparison<Asset>>(key =>
        {
            Comparison<Asset> comparison = key.Field switch
            {
                "createdAt" => (a, b) => a.CreatedAt.CompareTo(b.CreatedAt),
                "updatedAt" => (a, b) => a.UpdatedAt.CompareTo(b.UpdatedAt),
                "title" => (a, b) => string.CompareOrdinal(a.Title, b.Title),
                "filename" => (a, b) => string.CompareOrdinal(a.CurrentVersion.Filename, b.CurrentVersion.Filename),
                _ => (a, b) => a.CurrentVersion.Size.CompareTo(b.CurrentVersion.Size),
            };
            return key.Descending ? (a, b) => comparison(b, a) : comparison;
        });
        comparisons.Add(order[^1].Descending ? (a, b) => string.CompareOrdinal(IdOf(b), IdOf(a)) : (a, b) => string.CompareOrdinal(IdOf(a), IdOf(b)));
        return [.. assets.Order(Comparer<Asset>.Create((a, b) => comparisons.Select(compare => compare(a, b)).FirstOrDefault(result => result != 0))).Select(IdOf)];
    }

    private async Task<List<string>> WalkAsync(List<(string Field, bool Descending)> order, bool backward, Func<Task>? between = null)
    {
        var sorts = string.Join(", ", order.Select(key => $"{{ {key.Field}: {(key.Descending ? "DESC" : "ASC")} }}"));
        var ids = new List<string>();
        string? cursor = null;
        while (true)
        {
            var size = _random.Next(1, 15);
            var data = await _host.Administrator.QueryAsync(
                $$"""
                query ($cursor: String) {
                  assets({{(backward ? $"last: {size}, before: $cursor" : $"first: {size}, after: $cursor")}}, order: [{{sorts}}]) {
                    nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                  }
                }
                """,
                new { cursor });
            var page = data.GetProperty("assets");
            var nodes = page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()!).ToList();
            Assert.Equal(nodes, page.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node").GetProperty("id").GetString()));
            Assert.True(nodes.Count <= size);
            var info = page.GetProperty("pageInfo");
            Assert.Equal(cursor is not null, info.GetProperty(backward ? "hasNextPage" : "hasPreviousPage").GetBoolean());
            ids.InsertRange(backward ? 0 : ids.Count, nodes);
            if (!info.GetProperty(backward ? "hasPreviousPage" : "hasNextPage").GetBoolean())
            {
                return ids;
            }

            cursor = info.GetProperty(backward ? "startCursor" : "endCursor").GetString();
            await (between?.Invoke() ?? Task.CompletedTask);
        }
    }

    private async Task<List<Asset>> AddAsync(int count)
    {
        await using var unit = await _host.Get<IUnitsOfWork>().BeginAsync(Ct);
        var assets = Enumerable.Range(0, count).Select(_ => Asset.Create(
            $"title {_random.Next(4)}",
            AssetRights.None,
            TestDatabase.Content($"file-{_random.Next(4)}.jpg", size: _random.Next(1, 4)),
            _host.Clock.GetUtcNow().AddSeconds(_random.Next(3)))).ToList();
        assets.ForEach(unit.Assets.Add);
        await unit.CommitAsync(Ct);
        return assets;
    }

    private async Task AddSkuAsync()
    {
        await using var unit = await _host.Get<IUnitsOfWork>().BeginAsync(Ct);
        unit.Skus.Add(new Sku("LAMP", name: null, _host.Clock.GetUtcNow()));
        await unit.CommitAsync(Ct);
    }

    private async Task DeleteAsync(Asset asset)
    {
        await using var context = _host.Get<Database>().OpenContext();
        await context.Assets.Where(it => it.Id == asset.Id).ExecuteUpdateAsync(set => set.SetProperty(it => it.DeletedAt, _host.Clock.GetUtcNow()), Ct);
    }
}
