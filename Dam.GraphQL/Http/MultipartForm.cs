using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dam.GraphQL.Http;

/// <summary>
/// The GraphQL multipart request specification, version 2: <c>operations</c>, then <c>map</c>, then files. What is wrong with the first two is told before a file is read; files
/// are whole before anything is executed.
/// </summary>
internal sealed partial class MultipartForm(HttpContext context, Stream body, GraphQLHttpOptions options)
{
    private const int MaxMapBytes = 64 * 1024;

    /// <summary>RFC 2046, section 5.1.1.</summary>
    private const int LongestBoundary = 70;

    /// <summary>A form cannot send these, so a browser asks the server before another site's page may.</summary>
    private static readonly string[] PreflightHeaders =
        ["GraphQL-Preflight", "GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Requested-With"];

    private readonly UploadOptions _limits = options.Uploads;

    public static bool IsOne(string? contentType)
        => contentType is not null && contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="RequestException">It is not such a request, too large, or too slow.</exception>
    public async ValueTask<PostedRequests> ReadAsync()
    {
        CheckMayCome();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(_limits.Timeout);
        try
        {
            return await ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RequestException(StatusCodes.Status408RequestTimeout, $"The files did not come within {_limits.Timeout.TotalSeconds:0.###} seconds.");
        }
        catch (InvalidDataException)
        {
            throw RequestException.Unreadable("The body is no multipart form.");
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException))
        {
            throw RequestException.Unreadable("The multipart form ends before its last boundary.");
        }
    }

    private void CheckMayCome()
    {
        if (!PreflightHeaders.Any(context.Request.Headers.ContainsKey))
        {
            throw RequestException.Unreadable($"A multipart request needs the header {PreflightHeaders[0]}, whatever its value: it shows that no form of another site sent it.");
        }

        if (_limits.Allow?.Invoke(context) == false)
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "You may not send files.") { Code = Errors.ErrorCodes.Forbidden };
        }
    }

    private async ValueTask<PostedRequests> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(), new BoundedStream(body, _limits.MaxTotalBytes, RequestException.TooLarge(_limits.MaxTotalBytes)));
        var operations = await ReadFieldAsync(reader, "operations", options.MaxRequestBytes, cancellationToken);
        var posted = RequestBody.Parse(new ReadOnlySequence<byte>(operations), options.MaxBatchSize);
        try
        {
            var places = PlacesOf(await ReadFieldAsync(reader, "map", MaxMapBytes, cancellationToken), posted);
            await ReadFilesAsync(reader, places, cancellationToken);
            return posted;
        }
        catch
        {
            posted.Dispose();
            throw;
        }
    }

    private string Boundary()
    {
        var boundary = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= LongestBoundary ? boundary : throw RequestException.Unreadable($"The content type must name a boundary of 1 to {LongestBoundary} characters.");
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadFieldAsync(MultipartReader reader, string name, int maxBytes, CancellationToken cancellationToken)
    {
        var section = await reader.ReadNextSectionAsync(cancellationToken);
        if (section is null || !NameOf(section, out _).Equals(name, StringComparison.Ordinal))
        {
            throw RequestException.WrongParameters($"The field \"{name}\" is missing or misplaced: the form must have \"operations\", then \"map\", then the files.");
        }

        var content = new ArrayBufferWriter<byte>(4096);
        var bounded = new BoundedStream(section.Body, maxBytes, new RequestException(StatusCodes.Status413PayloadTooLarge, $"The field \"{name}\" is larger than {maxBytes} bytes."));
        while (await bounded.ReadAsync(content.GetMemory(4096), cancellationToken) is > 0 and var read)
        {
            content.Advance(read);
        }

        return content.WrittenMemory;
    }

    /// <summary>The form's field, and what the client calls its file.</summary>
    private static string NameOf(MultipartSection section, out string? fileName)
    {
        fileName = null;
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
        {
            return "";
        }

        fileName = disposition.FileNameStar.HasValue ? disposition.FileNameStar.ToString() : disposition.FileName.HasValue ? Unquote(disposition.FileName) : null;
        return Unquote(disposition.Name);
    }

    /// <summary>Quotes and backslashes that the client escaped come back; a backslash before anything else stands for itself, as in the paths that some clients send.</summary>
    private static string Unquote(StringSegment text)
    {
        var plain = HeaderUtilities.RemoveQuotes(text).ToString();
        return plain.Contains('\\', StringComparison.Ordinal) ? EscapedPattern().Replace(plain, "${escaped}") : plain;
    }

    [GeneratedRegex(@"\\(?<escaped>[\\""])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EscapedPattern();

    /// <summary>The places in the variables by the file that fills them.</summary>
    private Dictionary<string, List<Place>> PlacesOf(ReadOnlyMemory<byte> map, PostedRequests posted)
    {
        using var json = ParseMap(map);
        var files = new Dictionary<string, List<Place>>(StringComparer.Ordinal);
        var taken = new HashSet<Place>();
        foreach (var file in json.RootElement.EnumerateObject())
        {
            var places = new List<Place>();
            Check(files.TryAdd(file.Name, places), $"The map names the file \"{file.Name}\" twice.");
            Check(file.Value.ValueKind == JsonValueKind.Array, $"The map must give a list of paths for the file \"{file.Name}\".");
            foreach (var path in file.Value.EnumerateArray())
            {
                Check(path.ValueKind == JsonValueKind.String, $"The map must give a list of paths for the file \"{file.Name}\".");
                var place = Find(posted, path.GetString()!);
                Check(taken.Add(place), $"The map fills \"{path.GetString()}\" twice.");
                Check(taken.Count <= _limits.MaxFiles, $"A request may fill at most {_limits.MaxFiles} places with files.");
                places.Add(place);
            }
        }

        Check(files.Count <= _limits.MaxFiles, $"A request may have at most {_limits.MaxFiles} files.");
        return files;
    }

    private static JsonDocument ParseMap(ReadOnlyMemory<byte> map)
    {
        try
        {
            var json = JsonDocument.Parse(map);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
            throw RequestException.WrongParameters("The field \"map\" must be a JSON object.");
        }
        catch (JsonException)
        {
            throw RequestException.Unreadable("The field \"map\" is not valid JSON.");
        }
    }

    /// <summary>Follows a path such as <c>variables.input.files.0</c>, with a number in front in a batch, to a null.</summary>
    private static Place Find(PostedRequests posted, string path)
    {
        var segments = path.Split('.').AsSpan();
        var request = posted.Single;
        if (posted.Batch is { } batch)
        {
            request = Index(segments[0], batch.Count) is { } i ? batch[i] : null;
            segments = segments[1..];
        }

        var place = new StringBuilder();
        var found = request is not null && segments is ["variables", _, ..];
        var json = request?.Variables ?? default;
        for (var i = 1; found && i < segments.Length; i++)
        {
            var segment = segments[i];
            if (json.ValueKind == JsonValueKind.Object)
            {
                found = json.TryGetProperty(segment, out json);
                place.Append(i == 1 ? "" : ".").Append(segment);
            }
            else
            {
                var index = json.ValueKind == JsonValueKind.Array ? Index(segment, json.GetArrayLength()) : null;
                found = index is not null;
                json = found ? json[index!.Value] : default;
                place.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
        }

        Check(found && json.ValueKind == JsonValueKind.Null, $"The map's path \"{path}\" must lead to a null in the variables of \"operations\".");
        return new Place(request!, place.ToString());
    }

    private static int? Index(string segment, int count)
        => int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : null;

    private async ValueTask ReadFilesAsync(MultipartReader reader, Dictionary<string, List<Place>> places, CancellationToken cancellationToken)
    {
        var files = new Dictionary<Place, Upload>();
        var received = new HashSet<string>(StringComparer.Ordinal);
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
        {
            Check(parts < _limits.MaxFiles, $"A request may have at most {_limits.MaxFiles} files.");
            var name = NameOf(section, out var fileName);
            if (!places.TryGetValue(name, out var filled))
            {
                // Nothing asks for it.
                continue;
            }

            Check(fileName is not null, $"The field \"{name}\" is no file.");
            Check(received.Add(name), $"The file \"{name}\" came twice.");
            var tooLarge = new RequestException(StatusCodes.Status413PayloadTooLarge, $"The file \"{name}\" is larger than {_limits.MaxFileBytes} bytes.");
            var file = await ReceivedFile.ReadAsync(new BoundedStream(section.Body, _limits.MaxFileBytes, tooLarge), _limits.TemporaryFolder, cancellationToken);
            context.Response.RegisterForDispose(file);
            var upload = new Upload(fileName!, section.ContentType, file.Length, file.OpenRead);
            foreach (var place in filled)
            {
                files.Add(place, upload);
            }
        }

        var missing = places.Keys.FirstOrDefault(name => !received.Contains(name));
        Check(missing is null, $"The file \"{missing}\" of the map did not come.");
        foreach (var request in files.GroupBy(file => file.Key.Request))
        {
            request.Key.Files = request.ToDictionary(file => file.Key.Path, file => file.Value, StringComparer.Ordinal);
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw RequestException.WrongParameters(message);
        }
    }

    /// <summary>Where a file belongs, as variables are named in messages: <c>input.files[0]</c>.</summary>
    private readonly record struct Place(RequestBody Request, string Path);
}
