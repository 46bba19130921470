using CsvHelper;

namespace Dam.Import.Rows;

/// <summary>
/// Files that a CSV file names, one a line, with what is to be known of them. The first line names the columns: <c>file</c> (a path, from the CSV file on), and as wanted <c>title</c>,
/// <c>tags</c>, <c>sku</c> (each several, with semicolons between), <c>skuRole</c>, <c>altText</c>, <c>altText:fr</c>, <c>credit</c>, <c>copyright</c> and
/// <c>metadata.KEY</c>. An empty cell says nothing.
/// </summary>
internal static class CsvRows
{
    private const string Metadata = "metadata.";

    private const string AltText = "altText";

    private static readonly string[] Roles = ["PRIMARY", "GALLERY", "SWATCH", "DETAIL", "LIFESTYLE", "MANUAL", "VIDEO", "OTHER"];

    public static List<ImportRow> Read(string path, string locale)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            using var reader = CsvReader.FromFile(path, new CsvReaderOptions { TrimWhitespace = true, MalformedData = CsvMalformedDataHandling.Throw });
            reader.ReadHeader();
            string[] columns = [.. reader.Headers];
            var file = FindFile(path, columns);
            var rows = new List<ImportRow>();
            while (reader.Read())
            {
                var name = reader.GetString(file);
                var row = new ImportRow(name, Path.Combine(folder, name));
                for (var column = 0; column < columns.Length; column++)
                {
                    if (column != file && reader.GetString(column) is { Length: > 0 } value)
                    {
                        Set(row, columns[column], value, locale);
                    }
                }

                rows.Add(row);
            }

            return rows;
        }
        catch (Exception wrong) when (wrong is CsvFormatException or CsvValidationException)
        {
            throw new SourceException($"{path} is no CSV file: {wrong.Message.Split('\n')[0].Trim()}", wrong);
        }
    }

    /// <summary>Where the files are named. A column that nobody knows is most likely misspelt, and what it holds would be lost.</summary>
    private static int FindFile(string path, string[] columns)
    {
        var unknown = columns.Where(column => !IsKnown(column)).ToList();
        if (unknown.Count > 0)
        {
            throw new SourceException(
                $"{path} has columns that mean nothing here: {string.Join(", ", unknown)}. There are: file, title, tags, sku, skuRole, altText, altText:LOCALE, credit, copyright, metadata.KEY.");
        }

        var file = Array.FindIndex(columns, column => Is(column, "file"));
        return file >= 0 ? file : throw new SourceException($"{path} has no column \"file\".");
    }

    private static bool IsKnown(string column) =>
        new[] { "file", "title", "tags", "sku", "skuRole", AltText, "credit", "copyright" }.Any(known => Is(column, known))
        || (column.StartsWith($"{AltText}:", StringComparison.OrdinalIgnoreCase) && column.Length > AltText.Length + 1)
        || (column.StartsWith(Metadata, StringComparison.OrdinalIgnoreCase) && column.Length > Metadata.Length);

    private static void Set(ImportRow row, string column, string value, string locale)
    {
        if (column.StartsWith(Metadata, StringComparison.OrdinalIgnoreCase))
        {
            row.Metadata[column[Metadata.Length..]] = value;
        }
        else if (column.StartsWith(AltText, StringComparison.OrdinalIgnoreCase))
        {
            row.AltTexts[column.Length > AltText.Length ? column[(AltText.Length + 1)..] : locale] = value;
        }
        else if (Is(column, "title"))
        {
            row.Title = value;
        }
        else if (Is(column, "tags"))
        {
            row.Tags.AddRange(Several(value));
        }
        else if (Is(column, "sku"))
        {
            row.Skus.AddRange(Several(value));
        }
        else if (Is(column, "credit"))
        {
            row.Credit = value;
        }
        else if (Is(column, "copyright"))
        {
            row.CopyrightNotice = value;
        }
        else if (Roles.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            row.SkuRole = value.ToUpperInvariant();
        }
        else
        {
            row.Refuse(new RowError("SKU_ROLE_UNKNOWN", $"\"{value}\" is no role; there are {string.Join(", ", Roles)}.", column));
        }
    }

    private static string[] Several(string value) => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Is(string column, string name) => string.Equals(column, name, StringComparison.OrdinalIgnoreCase);
}
