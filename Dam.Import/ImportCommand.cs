using System.Globalization;
using Dam.Import.Progress;
using Dam.Import.Rows;
using Dam.Import.Service;

namespace Dam.Import;

/// <summary>One run: reads the source, takes it in, and tells what became of it.</summary>
internal static class ImportCommand
{
    /// <summary>Rows were refused, or could not be processed.</summary>
    public const int SomeFailed = 1;

    public const int WrongUse = 2;

    /// <summary>The service was not there, or did not let us in.</summary>
    public const int NoService = 3;

    private const int MostNamed = 20;

    public static async Task<int> RunAsync(ImportOptions options, CancellationToken ct)
    {
        var rows = Read(options);
        foreach (var row in rows.Where(row => row.Outcome is null))
        {
            options.NameRule?.Apply(row);
        }

        var refusal = (ServiceException?)null;
        try
        {
            using var service = new DamService(options.Url, options.Key, options.Patience);
            await service.CheckAsync(ct);
            await new Importer(service, options, ImportProgress.ForThisConsole()).RunAsync(rows, ct);
        }
        catch (ServiceException e)
        {
            refusal = e;
        }
        finally
        {
            if (options.Report is { } report)
            {
                ImportReport.Write(report, rows);
            }
        }

        await TellAsync(rows, refusal);
        return refusal is not null ? NoService : rows.Exists(row => row.Failed) ? SomeFailed : 0;
    }

    private static List<ImportRow> Read(ImportOptions options)
    {
        try
        {
            return Directory.Exists(options.Source) ? FolderRows.Read(options.Source, options.Report is { } report ? Path.GetFullPath(report) : null)
                : File.Exists(options.Source) ? CsvRows.Read(options.Source, options.Locale)
                : throw new SourceException($"\"{options.Source}\" is neither a folder nor a CSV file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"\"{options.Source}\" cannot be read: {e.Message}", e);
        }
    }

    private static async Task TellAsync(List<ImportRow> rows, ServiceException? refusal)
    {
        var failed = rows.FindAll(row => row.Failed);
        foreach (var row in failed.Take(MostNamed))
        {
            await Console.Error.WriteLineAsync($"{row.Name}: {row.Errors[0].Code}: {row.Errors[0].Message}");
        }

        if (failed.Count > MostNamed)
        {
            await Console.Error.WriteLineAsync($"… and {failed.Count - MostNamed} more; --report names all.");
        }

        if (refusal is not null)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows.Count} files: {Count(RowOutcome.Created)} created, {Count(RowOutcome.Existing)} existing, {failed.Count} failed, {rows.Count(row => row.Outcome is null)} not tried"));

        int Count(RowOutcome outcome) => rows.Count(row => row.Outcome == outcome && !row.Failed);
    }
}
