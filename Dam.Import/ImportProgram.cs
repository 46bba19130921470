using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Dam.Import.Rows;

namespace Dam.Import;

/// <summary>The command line.</summary>
internal static class ImportProgram
{
    private const string KeyVariable = "DAM_API_KEY";

    private const int MostLanes = 64;

    private static readonly Argument<string> Source = new("source") { Description = "A folder, with all that is in it, or a CSV file that names the files." };

    private static readonly Option<Uri> Url = new("--url") { Description = "Where the service is.", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"), CustomParser = ParseUrl };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = $"A Dam-Api-Key that may write assets. Better given as the environment variable {KeyVariable}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KeyVariable),
    };

    private static readonly Option<int> Lanes = new("--lanes") { Description = $"Files that are read and sent at a time, 1 to {MostLanes}.", DefaultValueFactory = _ => 4 };

    private static readonly Option<string?> Rule = new("--name-rule")
    {
        Description = "A regular expression for file names without extension. Its groups title, sku and tag fill those, any other the metadata field of its name.",
    };

    private static readonly Option<string> Locale = new("--locale") { Description = "Of alternative texts that name none.", DefaultValueFactory = _ => "en" };

    private static readonly Option<DuplicatePolicy> OnDuplicate = new("--on-duplicate")
    {
        Description = "What becomes of bytes that an asset holds already.",
        DefaultValueFactory = _ => DuplicatePolicy.ReturnExisting,
    };

    private static readonly Option<FileInfo?> Report = new("--report") { Description = "A file, .csv or .json, that says of each row what became of it." };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until what was made has been processed; what could not be counts as failed." };

    private static readonly Option<TimeSpan> Patience = new("--patience")
    {
        Description = "How long to try again while the service does not answer.",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(2),
    };

    public static async Task<int> Main(string[] args)
    {
        Lanes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostLanes)
            {
                result.AddError($"--lanes is 1 to {MostLanes}.");
            }
        });
        var import = new RootCommand("Takes files in over Dam's public API. The same again makes nothing twice, so after a failure: again.")
        {
            Source, Url, Key, Lanes, Rule, Locale, OnDuplicate, Report, Wait, Patience,
        };
        import.SetAction(RunAsync);
        var parsed = import.Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ImportCommand.WrongUse : code;
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens.Single().Value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
        {
            return url;
        }

        argument.AddError($"\"{argument.Tokens.Single().Value}\" is no address of a service, such as https://dam.example.");
        return null;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        try
        {
            var options = new ImportOptions(
                parsed.GetValue(Source)!,
                parsed.GetValue(Url)!,
                parsed.GetValue(Key),
                parsed.GetValue(Lanes),
                parsed.GetValue(Rule) is { } pattern ? new NameRule(pattern) : null,
                parsed.GetValue(Locale)!,
                parsed.GetValue(OnDuplicate),
                parsed.GetValue(Report)?.FullName,
                parsed.GetValue(Wait),
                parsed.GetValue(Patience));
            return await ImportCommand.RunAsync(options, ct);
        }
        catch (Exception e) when (e is RegexParseException or SourceException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ImportCommand.WrongUse;
        }
    }
}
