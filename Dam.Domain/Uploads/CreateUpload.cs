using Dam.Domain.Access;

namespace Dam.Domain.Uploads;

/// <param name="Filename">A name, not a path.</param>
/// <param name="Size">Bytes; the upload must have exactly so many.</param>
/// <param name="MediaType">A hint; what counts is read from the bytes.</param>
/// <param name="Digest">SHA-256, 64 hexadecimal digits; checked when the bytes have come.</param>
public sealed record CreateUpload(string Filename, long Size, string? MediaType, string? Digest) : Command
{
    /// <summary>The header <c>Upload-Metadata</c> of a tus client; at most <see cref="CreateUploadHandler.LongestTusMetadata"/> characters of ASCII.</summary>
    public string? TusMetadata { get; init; }
}

/// <summary>An upload as its creator knows it.</summary>
/// <param name="DeclaredDigest">SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record ReservedUpload(Guid Id, string? DeclaredDigest, DateTimeOffset ExpiresAt);

/// <summary>Reserves a place for a file.</summary>
public sealed class CreateUploadHandler(IUnitsOfWork units, UploadRules rules, TimeProvider time)
{
    public const int LongestFilename = 255;

    public const int LongestTusMetadata = 2000;

    public async Task<Outcome<ReservedUpload>> HandleAsync(Caller caller, CreateUpload command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (Problem(command, rules) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => Task.FromResult(Reserve(unit, caller, command)), ct);
    }

    private Outcome<ReservedUpload> Reserve(IUnitOfWork unit, Caller caller, CreateUpload command)
    {
        var now = time.GetUtcNow();
        var upload = new Upload(
            command.Filename, command.Size, command.MediaType, command.Digest?.ToLowerInvariant(), caller.Subject, now, now + rules.Lifetime)
        {
            TusMetadata = command.TusMetadata,
        };
        unit.Uploads.Add(upload);
        return new ReservedUpload(upload.Id, upload.DeclaredDigest, upload.ExpiresAt);
    }

    /// <summary>A file name that others made, as one that an upload may have: without its folders, control characters and excess; null when nothing is left.</summary>
    public static string? Filename(string name)
    {
        var clean = string.Concat(name.Split('/', '\\')[^1].Where(character => !char.IsControl(character))).Trim();
        var end = Math.Min(clean.Length, LongestFilename);
        clean = clean[..(end > 0 && end < clean.Length && char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end)];
        return IsName(clean) ? clean : null;
    }

    /// <summary>Something besides dots: <c>.</c> and <c>..</c> are folders wherever a file is saved.</summary>
    private static bool IsName(string text) => text.AsSpan().Trim().Trim('.').Trim().Length > 0;

    private static DomainError? Problem(CreateUpload command, UploadRules rules)
    {
        if (!IsName(command.Filename) || command.Filename.Length > LongestFilename
            || command.Filename.AsSpan().IndexOfAny('/', '\\') >= 0 || command.Filename.Any(char.IsControl))
        {
            return new InvalidInput("FILENAME_INVALID", $"The file name must have 1 to {LongestFilename} characters, no path separators and no control characters.")
            {
                Path = ["input", "filename"],
            };
        }

        if (command.Size <= 0)
        {
            return new InvalidInput("FILE_EMPTY", "An empty file is no asset: the size must be at least 1 byte.") { Path = ["input", "size"] };
        }

        if (command.Size > rules.LargestFile)
        {
            return new TooLarge(rules.LargestFile) { Path = ["input", "size"] };
        }

        if (command.MediaType is { } mediaType && (mediaType.Length > 127 || mediaType.Any(char.IsControl)))
        {
            return new InvalidInput("MEDIA_TYPE_INVALID", "A media type has at most 127 characters, none of them control characters.") { Path = ["input", "mediaType"] };
        }

        return null;
    }
}
