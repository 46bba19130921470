using System.Text;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>Texts are the same texts, in the same order, on every provider: by their code points, also beyond the Basic Multilingual Plane, where UTF-16 has another order.</summary>
public abstract class TextContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    /// <summary>Of each kind that some database or encoding puts elsewhere.</summary>
    private static readonly string[] Texts =
    [
        "a", "A", "b", "B", "a b", "ab", "a-b", "a_b", "aa", "z", "Z", "é", "e", "f", "ß", "ss", "ä", "Ü", "0", "10", "9", "~", "{", "\u00A0", "Ω", "я", "Ж", "中", "文", "か", "が", "ﬁ", "½", "Å",
        "\uD7A3", "\uE000", "\uFF21", "\uFFFD", "\U00010000", "\U0001F4A5", "\U0001F4A5b", "\U00020000", "\U0010FFFD", "a\u0301", "\u0130", "ı", "ſ", "'", "\"", "\\", "%", "_", "[", "]", "^",
    ];

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Titles_Should_SortByTheirFoldedBytes_When_TheyAreOfAllKinds()
    {
        await _database.AddAsync([.. Texts.Select(text => Asset.Create(text, AssetRights.None, TestDatabase.Content(), TestDatabase.Start))]);
        var expected = Texts.OrderBy(text => Encoding.UTF8.GetBytes(Folding.Fold(text, Asset.LongestTitle)), ByteOrder.Instance).Select(text => Folding.Fold(text)).ToList();

        var walked = new List<string>();
        for (string? after = null; walked.Count < Texts.Length;)
        {
            var query = new AssetQuery(Filter: null, [new AssetSort(AssetSortField.Title, SortDirection.Asc)], new PageRequest(7, after, null, null));
            var page = (await _database.Assets.PageAsync(Admin, query, Ct)).Value!;
            walked.AddRange(page.Items.Select(item => item.Item.Title));
            after = page.Items[^1].Cursor;
        }

        Assert.Equal(expected, walked.Select(title => Folding.Fold(title)));
        Assert.Equal(Texts.Order(StringComparer.Ordinal), walked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Codes_Should_BeDifferentAndSorted_When_TheirBytesAre()
    {
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            foreach (var text in Texts)
            {
                unit.Skus.Add(new Sku(text, name: null, TestDatabase.Start));
            }

            await unit.CommitAsync(Ct);
        }

        var page = (await _database.Skus.PageAsync(Admin, new SkuQuery(Filter: null, [], new PageRequest(100, null, null, null)), Ct)).Value!;
        Assert.Equal(Texts.OrderBy(Encoding.UTF8.GetBytes, ByteOrder.Instance), page.Items.Select(item => item.Item.Code));
        foreach (var text in Texts)
        {
            Assert.Equal(text, Assert.Single(await _database.Skus.FindByCodeAsync(Admin, [text], Ct)).Code);
            await using var unit = await _database.Units.BeginAsync(Ct);
            Assert.Equal(text, Assert.Single(await unit.Skus.FindAsync([text], Ct)).Code);
        }
    }

    [Fact]
    public async Task Filters_Should_SelectTheSame_When_TextsAreOfAllKinds()
    {
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            foreach (var text in Texts)
            {
                unit.Skus.Add(new Sku($"{text}x", name: null, TestDatabase.Start));
            }

            await unit.CommitAsync(Ct);
        }

        foreach (var text in Texts)
        {
            await MatchAsync(new TextFilter { StartsWith = text }, code => code.StartsWith(text, StringComparison.Ordinal));
            await MatchAsync(new TextFilter { Contains = text }, code => code.Contains(text, StringComparison.Ordinal));
            await MatchAsync(new TextFilter { Neq = $"{text}x" }, code => code != $"{text}x");
            await MatchAsync(new TextFilter { In = [$"{text}x", "no"] }, code => code == $"{text}x");
        }

        async Task MatchAsync(TextFilter filter, Func<string, bool> matches)
        {
            var page = (await _database.Skus.PageAsync(Admin, new SkuQuery(new SkuFilter { Code = filter }, [], new PageRequest(100, null, null, null)), Ct)).Value!;
            Assert.Equal(
                Texts.Select(text => $"{text}x").Where(matches).Order(StringComparer.Ordinal), page.Items.Select(item => item.Item.Code).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Spaces_Should_NotCountAtTheEnd_When_WholeTextsAreCompared()
    {
        await _database.AddAssetAsync("lamp ");
        await _database.AddAssetAsync("lamp shade");

        Assert.Equal(["lamp "], await TitlesAsync(new TextFilter { Eq = "Lamp" }));
        Assert.Equal(["lamp "], await TitlesAsync(new TextFilter { Eq = "Lamp  " }));
        Assert.Equal(["lamp "], await TitlesAsync(new TextFilter { In = ["lamp "] }));
        Assert.Equal(["lamp shade"], await TitlesAsync(new TextFilter { Neq = "lamp " }));
        Assert.Equal(["lamp shade"], await TitlesAsync(new TextFilter { StartsWith = "lamp " }));
        Assert.Equal(["lamp shade"], await TitlesAsync(new TextFilter { Contains = "p " }));
        Assert.Equal(["lamp ", "lamp shade"], await TitlesAsync(new TextFilter { StartsWith = "lamp" }));

        async Task<IEnumerable<string>> TitlesAsync(TextFilter filter)
        {
            var query = new AssetQuery(
                new AssetFilter { Title = filter }, [new AssetSort(AssetSortField.Title, SortDirection.Asc)], new PageRequest(10, null, null, null));
            return (await _database.Assets.PageAsync(Admin, query, Ct)).Value!.Items.Select(item => item.Item.Title);
        }
    }

    /// <summary>As long as the domain lets them be, in characters that take most bytes and fold into most letters.</summary>
    [Theory]
    [InlineData("中")]
    [InlineData("\U0001F4A5")]
    [InlineData("\uFDFA")]
    [InlineData("x")]
    public async Task Columns_Should_HoldTheLongestTexts_When_TheyAreOfAnyKind(string character)
    {
        var title = Fill(Asset.LongestTitle);
        var content = TestDatabase.Content(Fill(255));
        var rights = AssetRights.None with { Credit = Fill(2000), CopyrightNotice = Fill(2000) };
        var asset = await _database.AddAssetAsync(title, rights, content);
        var sku = await _database.AddSkuAsync(Fill(Sku.LongestCode), Fill(Sku.LongestName));

        var found = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        Assert.Equal((title, content.Filename, rights.Credit), (found.Title, found.CurrentVersion.Filename, found.Rights.Credit));
        Assert.Equal((sku.Code, sku.Name), Assert.Single((await _database.Skus.FindAsync(Admin, [sku.Id], Ct)).Select(it => (it.Code, it.Name))));

        string Fill(int length) => string.Concat(Enumerable.Repeat(character, length / character.Length));
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
