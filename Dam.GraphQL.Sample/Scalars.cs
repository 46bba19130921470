using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Sample;

/// <summary>The scalars of the sample; two of them are the engine's with another description.</summary>
internal static class Scalars
{
    public static ScalarType DateTime { get; } = new DateTimeScalar { Description = "ISO 8601", SpecifiedBy = "https://scalars.graphql.org/andimarek/date-time" };

    public static ScalarType Json { get; } = new JsonScalar { Description = null };

    public static ScalarType Upload { get; } = new UploadScalar { Description = "A file of a multipart request" };
}

/// <summary>A file that came with the request.</summary>
internal sealed record UploadedFile(string Name, long Length);

/// <summary>A file has no form in JSON: only what brings the request can fill it in.</summary>
internal sealed class UploadScalar() : ScalarType<UploadedFile>("Upload")
{
    public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
        => Refuse(out value, out problem);

    public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
        => Refuse(out value, out problem);

    public override void Write(JsonBuffer buffer, UploadedFile value) => buffer.WriteString(value.Name);

    private static bool Refuse(out object? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = "Upload must be a file of a multipart request.";
        return false;
    }
}
