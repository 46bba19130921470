using System.Text.Json.Serialization;
using Dam.Domain.Uploads;

namespace Dam.Domain;

/// <summary>A fact that kept a use case from doing its work. Each kind is a type in the API's schema.</summary>
/// <remarks>The kinds that a row of a bulk answer may carry are kept with answers to idempotency keys, and are named here for that.</remarks>
/// <param name="Code">Stable machine code, for instance <c>ASSET_NOT_FOUND</c>.</param>
/// <param name="Message">Readable English; never contains secrets or internals.</param>
[JsonPolymorphic]
[JsonDerivedType(typeof(NotFound), nameof(NotFound))]
[JsonDerivedType(typeof(InvalidInput), nameof(InvalidInput))]
[JsonDerivedType(typeof(NotAuthorized), nameof(NotAuthorized))]
[JsonDerivedType(typeof(DuplicateContent), nameof(DuplicateContent))]
[JsonDerivedType(typeof(RevisionConflict), nameof(RevisionConflict))]
[JsonDerivedType(typeof(UnsupportedMedia), nameof(UnsupportedMedia))]
[JsonDerivedType(typeof(TooLarge), nameof(TooLarge))]
[JsonDerivedType(typeof(IdempotencyConflict), nameof(IdempotencyConflict))]
[JsonDerivedType(typeof(ContentMismatch), nameof(ContentMismatch))]
[JsonDerivedType(typeof(UploadAlreadyReceived), nameof(UploadAlreadyReceived))]
public abstract record DomainError(string Code, string Message)
{
    /// <summary>Path into the use case's input, from the outside in; null when the whole input is meant.</summary>
    public IReadOnlyList<string>? Path { get; init; }
}

/// <summary>No such object, or none that this caller may see: the two are the same answer on purpose.</summary>
/// <param name="Kind">Noun in capitals: <c>ASSET</c>, <c>UPLOAD</c>, …</param>
/// <param name="Id">The id as the caller gave it.</param>
public sealed record NotFound(string Kind, string Id)
    : DomainError($"{Kind}_NOT_FOUND", $"There is no {Kind.ToLowerInvariant()} with the id \"{Id}\" that you may see.");

public sealed record InvalidInput(string Code, string Message) : DomainError(Code, Message);

/// <param name="Permission">What the caller would need; one of <see cref="Access.Permissions"/>.</param>
public sealed record NotAuthorized(string Permission)
    : DomainError("NOT_AUTHORIZED", $"This needs the permission \"{Permission}\", which your key or token does not carry.");

/// <param name="ExistingAssetId">The asset that holds these bytes.</param>
public sealed record DuplicateContent(Guid ExistingAssetId)
    : DomainError("DUPLICATE_CONTENT", "An asset with exactly these bytes exists already. Use it, or send onDuplicate: ALLOW or RETURN_EXISTING.");

/// <param name="CurrentRevision">The asset's revision now.</param>
public sealed record RevisionConflict(int CurrentRevision)
    : DomainError("REVISION_CONFLICT", $"The asset has changed since you read it: its revision is {CurrentRevision} now. Read it again, then decide.");

/// <summary>The key was used with another input, or for something else.</summary>
public sealed record IdempotencyConflict : DomainError
{
    public IdempotencyConflict()
        : base("IDEMPOTENCY_CONFLICT", "You have used this idempotency key within the last 24 hours for another call. Take a new key for a new call.") => Path = ["input", "idempotencyKey"];
}

/// <param name="DetectedMediaType">What the bytes are, read from the bytes themselves.</param>
public sealed record UnsupportedMedia(string DetectedMediaType)
    : DomainError("UNSUPPORTED_MEDIA", $"The content of the file is {DetectedMediaType}, which Dam does not take.");

/// <param name="Limit">In bytes.</param>
public sealed record TooLarge(long Limit)
    : DomainError("TOO_LARGE", $"The file is larger than {Limit} bytes, the most that Dam takes.");
