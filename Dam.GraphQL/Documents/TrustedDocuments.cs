using System.Text;
using System.Text.Json;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Documents;

/// <summary>Documents known before any request, each by an id and by the SHA-256 of its text.</summary>
public sealed class TrustedDocuments
{
    private readonly Dictionary<string, KnownDocument> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<DocumentHash, KnownDocument> _byHash = [];

    /// <summary>Number of ids.</summary>
    public int Count => _byId.Count;

    /// <summary>
    /// Reads all documents of a folder: <c>.graphql</c> and <c>.gql</c> files, whose names are the ids, and <c>.json</c> manifests, either an object of
    /// ids and texts (Relay, GraphQL Code Generator) or Apollo's <c>operations</c> of <c>id</c> and <c>body</c>.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A manifest is of neither form, or one id has two texts.</exception>
    public static TrustedDocuments Load(string folder)
    {
        var documents = new TrustedDocuments();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            switch (Path.GetExtension(file).ToLowerInvariant())
            {
                case ".graphql" or ".gql":
                    documents.Add(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file));
                    break;
                case ".json":
                    documents.AddManifest(file);
                    break;
            }
        }

        return documents;
    }

    /// <exception cref="InvalidDataException">The id has another text.</exception>
    public void Add(string id, string text) => Add(id, Encoding.UTF8.GetBytes(text));

    internal KnownDocument? Find(string id) => _byId.GetValueOrDefault(id);

    internal KnownDocument? Find(DocumentHash hash) => _byHash.GetValueOrDefault(hash);

    private void Add(string id, byte[] text)
    {
        var document = new KnownDocument(text, DocumentHash.Of(text));
        if (!_byId.TryAdd(id, document) && _byId[id].Hash != document.Hash)
        {
            throw new InvalidDataException($"Two trusted documents have the id \"{id}\".");
        }

        _byHash[document.Hash] = document;
    }

    private void AddManifest(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (json.RootElement.TryGetProperty("operations", out var operations) && operations.ValueKind == JsonValueKind.Array)
            {
                foreach (var operation in operations.EnumerateArray())
                {
                    Add(operation.GetProperty("id").GetString()!, operation.GetProperty("body").GetString()!);
                }

                return;
            }

            foreach (var document in json.RootElement.EnumerateObject())
            {
                Add(document.Name, document.Value.GetString()!);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new InvalidDataException($"{file} is no manifest of documents: it should hold an object of ids and texts, or \"operations\" of \"id\" and \"body\".", exception);
        }
    }
}

/// <summary>A text with its hash, so that nobody needs to hash it again.</summary>
internal sealed record KnownDocument(ReadOnlyMemory<byte> Text, DocumentHash Hash);
