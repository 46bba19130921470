using System.Text.Json;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Documents;

/// <summary>Which document a request means, and whether it may.</summary>
internal sealed class DocumentFinder(DocumentOptions options)
{
    private const string HashPrefix = "sha256:";

    /// <summary>What an entry takes besides its text, about.</summary>
    private const int EntryBytes = 200;

    private readonly RecentCache<DocumentHash, KnownDocument> _registered = new(options.AutomaticBytes, document => document.Text.Length + EntryBytes);

    /// <exception cref="GraphQLException">The request names a document that is not known, or sends one that it may not.</exception>
    public FoundDocument Find(GraphQLRequest request)
    {
        if (request.Query.IsEmpty && request.DocumentId is { } id)
        {
            return Found(options.Trusted?.Find(id) ?? (TryParseId(id, out var named) ? Find(named, request) : null) ?? throw NotFound());
        }

        var asked = AskedHash(request.Extensions);
        if (asked is { } known && request.Query.IsEmpty)
        {
            return Found(Find(known, request) ?? throw NotFound());
        }

        var hash = DocumentHash.Of(request.Query.Span);
        if (asked is { } claimed && claimed != hash)
        {
            throw new GraphQLException("provided sha does not match query", ErrorCodes.BadRequest);
        }

        return MaySend(request) || options.Trusted?.Find(hash) is not null
            ? new FoundDocument(request.Query, hash, IsNew: asked is not null && options.Automatic && _registered.Find(hash) is null)
            : throw new GraphQLException("Only trusted documents may be executed, by their ids.", ErrorCodes.OnlyTrustedDocuments);
    }

    /// <summary>Keeps a document that turned out to be valid, so that its hash is enough from now on.</summary>
    public void Register(DocumentHash hash, ReadOnlyMemory<byte> text) => _registered.Add(hash, new KnownDocument(text, hash));

    private static FoundDocument Found(KnownDocument document) => new(document.Text, document.Hash, IsNew: false);

    private static GraphQLException NotFound() => new("PersistedQueryNotFound", ErrorCodes.PersistedQueryNotFound);

    private static bool TryParseId(string id, out DocumentHash hash)
        => DocumentHash.TryParse(id.StartsWith(HashPrefix, StringComparison.Ordinal) ? id.AsSpan(HashPrefix.Length) : id, out hash);

    private bool MaySend(GraphQLRequest request) => !options.OnlyTrusted || request.AllowUntrusted;

    private KnownDocument? Find(DocumentHash hash, GraphQLRequest request)
        => options.Trusted?.Find(hash) ?? (options.Automatic && MaySend(request) ? _registered.Find(hash) : null);

    /// <summary>The hash of Apollo's protocol for persisted queries, version 1; null when the request does not use it.</summary>
    private DocumentHash? AskedHash(JsonElement extensions)
    {
        if (extensions.ValueKind != JsonValueKind.Object || !extensions.TryGetProperty("persistedQuery", out var persisted) || persisted.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!options.Automatic && options.Trusted is null)
        {
            throw new GraphQLException("PersistedQueryNotSupported", ErrorCodes.PersistedQueryNotSupported);
        }

        if (persisted.ValueKind != JsonValueKind.Object
            || !persisted.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
        {
            throw new GraphQLException("Unsupported persisted query version.", ErrorCodes.BadRequest);
        }

        return persisted.TryGetProperty("sha256Hash", out var text) && text.ValueKind == JsonValueKind.String && DocumentHash.TryParse(text.GetString(), out var hash)
            ? hash
            : throw new GraphQLException("\"sha256Hash\" of a persisted query must be 64 hexadecimal digits.", ErrorCodes.BadRequest);
    }
}

/// <summary>The text of a request's document.</summary>
/// <param name="Text">In UTF-8.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="IsNew">Whether it is to be registered once it is known to be valid.</param>
internal readonly record struct FoundDocument(ReadOnlyMemory<byte> Text, DocumentHash Hash, bool IsNew);
