using Dam.GraphQL.Http.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>How an endpoint behaves.</summary>
public sealed class GraphQLHttpOptions
{
    /// <summary>Largest body of a request in bytes, after decompression and without files: JSON may need two bytes for one of the document's.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long the body of a request without files, or a WebSocket's message, may take to arrive.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that one JSON array may hold; 0 refuses arrays.</summary>
    public int MaxBatchSize { get; set; }

    /// <summary>Which edition of GraphQL over HTTP says what status a response has.</summary>
    public GraphQLStatusCodes StatusCodes { get; set; }

    /// <summary>Bounds of files that come with a request, when the schema has the scalar <c>Upload</c>.</summary>
    public UploadOptions Uploads { get; } = new();

    /// <summary>Event streams and WebSockets.</summary>
    public StreamOptions Streams { get; } = new();

    /// <summary>Answers a browser's GET without a query, for instance with an IDE; without it that is a bad request.</summary>
    public RequestDelegate? IdePage { get; set; }
}

/// <summary>Editions of GraphQL over HTTP that differ in their status codes.</summary>
public enum GraphQLStatusCodes
{
    /// <summary>The draft of 2025, which <c>graphql-http</c> audits: 400 for what is malformed or invalid, 200 with partial data.</summary>
    Draft2025,

    /// <summary>The edition of September 2026: 400 for what does not parse, 422 for what is invalid, 294 with partial data.</summary>
    September2026,
}

/// <summary>Bounds of a multipart request. Its files are read whole before it is executed; larger ones wait in temporary files.</summary>
public sealed class UploadOptions
{
    /// <summary>Files of a request, and places in its variables that they fill.</summary>
    public int MaxFiles { get; set; } = 20;

    /// <summary>Largest file in bytes.</summary>
    public long MaxFileBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Largest request in bytes, with all its files.</summary>
    public long MaxTotalBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>How long a request with files may take to arrive.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Where files of 64 KiB and more wait. They have no name there, so that nothing stays behind.</summary>
    public string TemporaryFolder { get; set; } = Path.GetTempPath();

    /// <summary>Whether the caller may send files at all, asked before they are read; everyone may unless this says otherwise.</summary>
    public Func<HttpContext, bool>? Allow { get; set; }
}
