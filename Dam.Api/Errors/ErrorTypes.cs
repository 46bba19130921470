using Dam.Api.Assets;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Errors;

/// <summary>Something a caller can act on when a mutation was refused.</summary>
[InterfaceType(Name = "Error")]
internal interface IError
{
    /// <summary>Readable text in English; never contains secrets or internals.</summary>
    string Message { get; }

    /// <summary>Stable machine code: <c>ASSET_NOT_FOUND</c>, <c>DUPLICATE_CONTENT</c>, …</summary>
    string Code { get; }

    /// <summary>Path into the mutation's input: <c>["input", "assets", "3", "title"]</c>.</summary>
    IReadOnlyList<string>? Path { get; }
}

/// <summary>A domain error as the schema's error of the same meaning.</summary>
internal abstract class DomainErrorNode(DomainError error) : IError
{
    public string Message => error.Message;

    public string Code => error.Code;

    public IReadOnlyList<string>? Path => error.Path;
}

/// <summary>There is no such object, or none that the caller may see.</summary>
[ObjectType]
internal sealed class NotFoundError(NotFound error) : DomainErrorNode(error)
{
    [ID]
    public string Id { get; } = error.Id;
}

/// <summary>The input breaks a rule that the schema cannot express.</summary>
[ObjectType]
internal sealed class InvalidInputError(DomainError error) : DomainErrorNode(error);

/// <summary>The caller may see the object but not do this.</summary>
[ObjectType]
internal sealed class NotAuthorizedError(NotAuthorized error) : DomainErrorNode(error)
{
    /// <summary>What the caller would need.</summary>
    public string Permission { get; } = error.Permission;
}

/// <summary><c>existing</c> is null where the caller may not see it; an invisible duplicate never refuses.</summary>
[ObjectType]
internal sealed class DuplicateContentError(DuplicateContent error) : DomainErrorNode(error)
{
    public ValueTask<AssetDetails?> GetExistingAsync(AssetById assets) => assets.LoadAsync(error.ExistingAssetId);
}

/// <summary>The asset has changed since the caller read it.</summary>
[ObjectType]
internal sealed class RevisionConflictError(RevisionConflict error) : DomainErrorNode(error)
{
    public int CurrentRevision { get; } = error.CurrentRevision;
}

/// <summary>The content is of a type that is not taken, whatever the file is called.</summary>
[ObjectType]
internal sealed class UnsupportedMediaError(UnsupportedMedia error) : DomainErrorNode(error)
{
    /// <summary>Read from the bytes.</summary>
    public string DetectedMediaType { get; } = error.DetectedMediaType;
}

/// <summary>The file is larger than what is taken.</summary>
[ObjectType]
internal sealed class TooLargeError(TooLarge error) : DomainErrorNode(error)
{
    /// <summary>Bytes.</summary>
    public long Limit { get; } = error.Limit;
}

/// <summary>The idempotency key was used with another input, or for another mutation.</summary>
[ObjectType]
internal sealed class IdempotencyConflictError(IdempotencyConflict error) : DomainErrorNode(error);

internal static class ErrorTypes
{
    public static IReadOnlyList<IError> ToErrors(this IReadOnlyList<DomainError> errors) => errors.Count == 0 ? [] : [.. errors.Select(ToError)];

    /// <summary>Of an id in the input that is none.</summary>
    public static IReadOnlyList<IError> Unknown(string kind, string id, string field) => [ToError(new NotFound(kind, id) { Path = ["input", field] })];

    private static IError ToError(DomainError error) => error switch
    {
        NotFound fact => new NotFoundError(WithNodeId(fact)),
        NotAuthorized fact => new NotAuthorizedError(fact),
        DuplicateContent fact => new DuplicateContentError(fact),
        IdempotencyConflict fact => new IdempotencyConflictError(fact),
        RevisionConflict fact => new RevisionConflictError(fact),
        UnsupportedMedia fact => new UnsupportedMediaError(fact),
        TooLarge fact => new TooLargeError(fact),
        _ => new InvalidInputError(error),
    };

    /// <summary>The domain speaks of rows; clients know ids by their noun.</summary>
    private static NotFound WithNodeId(NotFound fact) =>
        Guid.TryParseExact(fact.Id, "N", out _) ? new NotFound(fact.Kind, $"{fact.Kind.ToLowerInvariant()}_{fact.Id}") { Path = fact.Path } : fact;
}
