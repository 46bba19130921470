using System.Security.Cryptography;
using System.Text;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dam.GraphQL.Http;

/// <summary><c>GET ?sdl</c>: the schema in its definition language, for who may introspect.</summary>
internal sealed class SchemaDocument(Schema schema, GraphQLBuilder builder)
{
    private readonly Lazy<(byte[] Text, EntityTagHeaderValue Tag)> _document = new(() =>
    {
        var text = Encoding.UTF8.GetBytes(SchemaPrinter.Print(schema));
        return (text, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(text))}\""));
    });

    public async Task AnswerAsync(HttpContext context)
    {
        if (builder.AllowIntrospection?.Invoke(context) == false)
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "GraphQL introspection has been disabled, and so has the schema's document.")
            {
                Code = ErrorCodes.IntrospectionDisabled,
            };
        }

        var (text, tag) = _document.Value;
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;

        // Who may see it can change, so that a copy is asked about each time.
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        // As text, which a browser shows; there is no registered type.
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }
}
