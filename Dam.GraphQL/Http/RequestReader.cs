using System.IO.Compression;
using System.IO.Pipelines;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dam.GraphQL.Http;

/// <summary>Reads the body of a POST: JSON, or with a schema that has <c>Upload</c> a multipart form.</summary>
internal sealed class RequestReader(GraphQLHttpOptions options, Schema schema)
{
    private const string Encodings = "gzip, br, deflate";

    private readonly bool _takesFiles = schema.GetType("Upload") is UploadScalar;

    /// <exception cref="RequestException">It is no request, too large, or too slow.</exception>
    public async ValueTask<PostedRequests> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var isForm = _takesFiles && MultipartForm.IsOne(request.ContentType);

        // A content type that a form cannot send makes a browser ask first: no forged requests from other sites.
        if (!isForm && !MediaTypes.IsJson(request.ContentType))
        {
            context.Response.Headers["Accept-Post"] = _takesFiles ? "application/json; charset=utf-8, multipart/form-data" : "application/json; charset=utf-8";
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "The content type of a POST request must be application/json in UTF-8.");
        }

        var maxBytes = isForm ? options.Uploads.MaxTotalBytes : options.MaxRequestBytes;
        if (request.ContentLength > maxBytes)
        {
            throw RequestException.TooLarge(maxBytes);
        }

        RaiseServerLimit(context, maxBytes);
        await using var decoded = Decode(context);
        try
        {
            return isForm
                ? await new MultipartForm(context, decoded ?? request.Body, options).ReadAsync()
                : await RequestBody.ReadAsync(
                    decoded is null ? request.BodyReader : PipeReader.Create(decoded), options.MaxRequestBytes, options.MaxBatchSize, options.BodyTimeout, context.RequestAborted);
        }
        catch (Exception exception) when (decoded is not null && exception is InvalidDataException or InvalidOperationException)
        {
            // Which of the two depends on the encoding.
            throw RequestException.Unreadable($"The body is not encoded as {request.Headers.ContentEncoding}.");
        }
    }

    /// <summary>What a body may have is bounded here; the server's own limit, which is for all endpoints, may be lower.</summary>
    private static void RaiseServerLimit(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } most } limit && most < bytes)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>The body as it was before the client compressed it; null when it did not. Whoever reads it counts its bytes.</summary>
    private static Stream? Decode(HttpContext context)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        switch (encoding.ToLowerInvariant())
        {
            case "" or "identity":
                return null;
            case "gzip" or "x-gzip":
                return new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            case "br":
                return new BrotliStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            case "deflate":
                return new ZLibStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            default:
                context.Response.Headers.AcceptEncoding = Encodings;
                throw new RequestException(StatusCodes.Status415UnsupportedMediaType, $"The content encoding must be one of {Encodings}.");
        }
    }
}
