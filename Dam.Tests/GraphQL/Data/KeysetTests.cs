using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Data;

/// <summary>Pages by the keys of the last item seen.</summary>
public sealed class KeysetTests
{
    private const int Cases = 150;

    public sealed record Item(Guid Id, string Name, int Number, DateTimeOffset At, double Ratio);

    [Fact]
    public void Page_Should_WalkTheWholeOrder_When_PagesAreOfAnySize()
    {
        var random = new Random(1);
        for (var i = 0; i < Cases; i++)
        {
            var items = Enumerable.Range(0, random.Next(40)).Select(_ => RandomItem(random)).ToList();
            var (keyset, comparison) = RandomOrder(random);
            var expected = items.Order(Comparer<Item>.Create(comparison)).ToList();

            Assert.Equal(expected, Walk(keyset, () => items, random, backward: false).Seen);
            Assert.Equal(expected, Walk(keyset, () => items, random, backward: true).Seen);
        }
    }

    [Fact]
    public void Page_Should_NeitherRepeatNorOmit_When_OthersComeAndGoBetweenPages()
    {
        var random = new Random(2);
        for (var i = 0; i < Cases; i++)
        {
            var staying = Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomItem(random)).ToList();
            var (keyset, comparison) = RandomOrder(random);
            List<Item> Changing() => [.. staying, .. Enumerable.Range(0, random.Next(20)).Select(_ => RandomItem(random))];

            foreach (var backward in new[] { false, true })
            {
                var seen = Walk(keyset, Changing, random, backward).Seen;

                Assert.Equal(seen.Distinct(), seen);
                Assert.Equal(seen.Order(Comparer<Item>.Create(comparison)), seen);
                Assert.Equal(staying.Order(Comparer<Item>.Create(comparison)), seen.Where(staying.Contains));
            }
        }
    }

    [Fact]
    public void Page_Should_BeWhatTheSpecificationCuts_When_ArgumentsAreRandom()
    {
        var random = new Random(3);
        for (var i = 0; i < 10 * Cases; i++)
        {
            var items = Enumerable.Range(0, random.Next(8)).Select(_ => RandomItem(random)).ToList();
            var (keyset, comparison) = RandomOrder(random);
            var sorted = items.Order(Comparer<Item>.Create(comparison)).ToList();
            var page = new PageArguments(
                random.Next(3) == 0 ? null : random.Next(6),
                random.Next(2) == 0 || sorted.Count == 0 ? null : keyset.CursorOf(sorted[random.Next(sorted.Count)]),
                random.Next(3) == 0 ? random.Next(6) : null,
                random.Next(2) == 0 || sorted.Count == 0 ? null : keyset.CursorOf(sorted[random.Next(sorted.Count)]));

            var found = keyset.Page(items, page);

            // https://relay.dev/graphql/connections.htm#sec-Pagination-algorithm
            var start = page.After is null ? 0 : sorted.FindIndex(item => keyset.CursorOf(item) == page.After) + 1;
            var end = page.Before is null ? sorted.Count : sorted.FindIndex(item => keyset.CursorOf(item) == page.Before);
            var edges = sorted.Select((item, place) => (Item: item, Place: place)).Where(edge => edge.Place >= start && edge.Place < end).ToList();
            edges = page.First is { } first ? [.. edges.Take(first)] : edges;
            edges = page.Last is { } last ? [.. edges.TakeLast(last)] : edges;
            Assert.Equal(edges.Select(edge => edge.Item), found.Nodes);
            Assert.Equal(edges.Select(edge => keyset.CursorOf(edge.Item)), found.Edges.Select(edge => edge.Cursor));
            Assert.Equal(found.Edges.Count == 0 ? null : found.Edges[0].Cursor, found.PageInfo.StartCursor);
            Assert.Equal(found.Edges.Count == 0 ? null : found.Edges[^1].Cursor, found.PageInfo.EndCursor);
            if (edges.Count > 0)
            {
                Assert.Equal((edges[^1].Place < sorted.Count - 1, edges[0].Place > 0), (found.PageInfo.HasNextPage, found.PageInfo.HasPreviousPage));
            }
        }
    }

    [Fact]
    public async Task Page_Should_CountAll_When_TheTotalIsAskedFor()
    {
        var random = new Random(4);
        var items = Enumerable.Range(0, 12).Select(_ => RandomItem(random)).ToList();

        var page = ById().Page(items, new PageArguments(3, null, null, null));

        Assert.Equal((3, 12), (page.Nodes.Count, await page.GetTotalCountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Page_Should_RefuseTheCursor_When_ItIsOfAnotherListOrOrder()
    {
        var item = RandomItem(new Random(5));
        var cursor = ById().CursorOf(item);
        Keyset<Item>[] others =
        [
            new Keyset<Item>("others").By(item => item.Id),
            new Keyset<Item>("items").By(item => item.Id, SortDirection.Desc),
            new Keyset<Item>("items").By(item => item.Name).By(item => item.Id),
            new Keyset<Item>("items").By(item => item.Id).By(item => item.Name),
        ];

        Assert.Single(ById().Page([item], new PageArguments(1, null, null, null)).Edges, edge => edge.Cursor == cursor);
        foreach (var other in others)
        {
            AssertRefused(() => other.Page([item], new PageArguments(1, cursor, null, null)), "after");
            AssertRefused(() => other.Page([item], new PageArguments(null, null, 1, cursor)), "before");
        }
    }

    [Fact]
    public void Page_Should_RefuseTheCursor_When_ItWasAltered()
    {
        var keyset = new Keyset<Item>("items").By(item => item.Name).By(item => item.Number).By(item => item.Id);
        var cursor = keyset.CursorOf(RandomItem(new Random(6)));
        var bytes = Base64Url.DecodeFromChars(cursor);
        for (var i = 0; i < bytes.Length; i++)
        {
            var altered = bytes.ToArray();
            altered[i] ^= 1;
            AssertRefused(() => keyset.Page([], new PageArguments(1, Base64Url.EncodeToString(altered), null, null)), "after");
        }

        for (var length = 0; length < cursor.Length; length++)
        {
            AssertRefused(() => keyset.Page([], new PageArguments(1, cursor[..length], null, null)), "after");
        }

        foreach (var garbage in new[] { "", " ", "x", "!", "{}", "\u00e9", cursor + "A", "AAAAAAAAAAAA", new string('A', 100_000) })
        {
            AssertRefused(() => keyset.Page([], new PageArguments(1, garbage, null, null)), "after");
        }
    }

    [Theory]
    [InlineData("""["a",1,"00000000-0000-0000-0000-000000000001"]""", true)]
    [InlineData("""["a"]""", false)]
    [InlineData("""["a",1,"00000000-0000-0000-0000-000000000001",2]""", false)]
    [InlineData("""[null,1,"00000000-0000-0000-0000-000000000001"]""", false)]
    [InlineData("""["a","1",2]""", false)]
    [InlineData("""{"a":1}""", false)]
    [InlineData("""["a",""", false)]
    [InlineData("1", false)]
    public void Page_Should_RefuseTheCursor_When_ItIsForgedOfOtherKeys(string values, bool isOne)
    {
        var keyset = new Keyset<Item>("items").By(item => item.Name, name: "n").By(item => item.Number, name: "k").By(item => item.Id, name: "i");
        var forged = Base64Url.EncodeToString([.. Fnv("items\n+n\n+k\n+i" + values), .. Encoding.UTF8.GetBytes(values)]);

        if (isOne)
        {
            Assert.Empty(keyset.Page([], new PageArguments(1, forged, null, null)).Edges);
        }
        else
        {
            AssertRefused(() => keyset.Page([], new PageArguments(1, forged, null, null)), "after");
        }

        static byte[] Fnv(string text)
        {
            var hash = Encoding.UTF8.GetBytes(text).Aggregate(2166136261, (hash, value) => unchecked((hash ^ value) * 16777619));
            return [(byte)(hash >> 24), (byte)(hash >> 16), (byte)(hash >> 8), (byte)hash];
        }
    }

    private static void AssertRefused(Action page, string argument)
    {
        var refusal = Assert.Throws<GraphQLException>(page);
        Assert.Equal(($"\"{argument}\" is no cursor of this list and order.", ErrorCodes.CursorInvalid), (refusal.Message, refusal.Code));
    }

    private static Keyset<Item> ById() => new Keyset<Item>("items").By(item => item.Id);

    /// <summary>Page after page, as a client goes.</summary>
    private static (List<Item> Seen, int Pages) Walk(Keyset<Item> keyset, Func<List<Item>> list, Random random, bool backward)
    {
        var seen = new List<Item>();
        string? cursor = null;
        for (var pages = 1; ; pages++)
        {
            var size = random.Next(1, 7);
            var page = keyset.Page(list(), backward ? new PageArguments(null, null, size, cursor) : new PageArguments(size, cursor, null, null));
            Assert.True(page.Nodes.Count <= size);
            seen.InsertRange(backward ? 0 : seen.Count, page.Nodes);
            if (!(backward ? page.PageInfo.HasPreviousPage : page.PageInfo.HasNextPage))
            {
                return (seen, pages);
            }

            cursor = backward ? page.PageInfo.StartCursor : page.PageInfo.EndCursor;
        }
    }

    private static Item RandomItem(Random random)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return new Item(
            new Guid(id), ((char)random.Next('a', 'e')).ToString(CultureInfo.InvariantCulture), random.Next(4), DateTimeOffset.UnixEpoch.AddTicks(random.Next(3)), random.Next(3) / 7.0);
    }

    /// <summary>An order, and the same said by hand.</summary>
    private static (Keyset<Item> Keyset, Comparison<Item> Comparison) RandomOrder(Random random)
    {
        var keyset = new Keyset<Item>("items");
        var comparisons = new List<Comparison<Item>>();
        foreach (var field in Enumerable.Range(0, 4).OrderBy(_ => random.Next()).Take(random.Next(3)))
        {
            var direction = (SortDirection)random.Next(2);
            (keyset, Comparison<Item> comparison) = field switch
            {
                0 => (keyset.By(item => item.Name, direction), (a, b) => string.CompareOrdinal(a.Name, b.Name)),
                1 => (keyset.By(item => item.Number, direction), (a, b) => a.Number - b.Number),
                2 => (keyset.By(item => item.At, direction), (a, b) => a.At.CompareTo(b.At)),
                _ => (keyset.By(item => item.Ratio, direction), (Comparison<Item>)((a, b) => a.Ratio.CompareTo(b.Ratio))),
            };
            comparisons.Add(direction == SortDirection.Asc ? comparison : (a, b) => comparison(b, a));
        }

        comparisons.Add((a, b) => a.Id.CompareTo(b.Id));
        return (keyset.By(item => item.Id), (a, b) => comparisons.Select(comparison => comparison(a, b)).FirstOrDefault(order => order != 0));
    }
}
