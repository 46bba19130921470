using Dam.Import.Rows;

namespace Dam.Tests.Import;

public sealed class CsvRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(",", ";")]
    [InlineData("\t", ";")]
    public void Read_Should_TakeEachColumn_When_AllAreThere(string separator, string several)
    {
        string[] header = ["File", "title", "tags", "sku", "skuRole", "altText", "altText:fr", "credit", "copyright", "metadata.season"];
        string[] cells = ["a/b.jpg", "\"Lamp \"\"Bird\"\", brass\"", $"new{several} oak", $"L-1{several}L-2", "primary", "A lamp", "Une lampe", "Photo: me", "© us", "SS26"];
        string[] empty = ["c.jpg", "", "", "", "", "", "", "", "", ""];

        var rows = CsvRows.Read(Write(string.Join("\r\n", string.Join(separator, header), string.Join(separator, cells), string.Join(separator, empty))), "en");

        var (row, plain) = (rows[0], rows[1]);
        Assert.Equal(("a/b.jpg", Path.Combine(_folder, "a/b.jpg")), (row.Name, row.Path));
        Assert.Equal(("Lamp \"Bird\", brass", "PRIMARY", "Photo: me", "© us"), (row.Title, row.SkuRole, row.Credit, row.CopyrightNotice));
        Assert.Equal(["new", "oak"], row.Tags);
        Assert.Equal(["L-1", "L-2"], row.Skus);
        Assert.Equal(("A lamp", "Une lampe"), (row.AltTexts["en"], row.AltTexts["fr"]));
        Assert.Equal("""{"season":"SS26"}""", row.Metadata.ToJsonString());
        Assert.Equal(("c.jpg", null, "GALLERY", 0, 0, 0), (plain.Name, plain.Title, plain.SkuRole, plain.Tags.Count, plain.Skus.Count, plain.Metadata.Count));
    }

    [Theory]
    [InlineData("file,titel\na.jpg,x", "titel")]
    [InlineData("title\nx", "no column \"file\"")]
    [InlineData("", "no column \"file\"")]
    [InlineData("file,title\n\"a.jpg,x", "no CSV file")]
    public void Read_Should_Refuse_When_TheFileIsNone(string text, string said) =>
        Assert.Contains(said, Assert.Throws<SourceException>(() => CsvRows.Read(Write(text), "en")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Should_RefuseTheRow_When_ARoleIsUnknown() =>
        Assert.Equal("SKU_ROLE_UNKNOWN", Assert.Single(CsvRows.Read(Write("file,skuRole\na.jpg,HERO"), "en")[0].Errors).Code);

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
