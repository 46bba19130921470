using Dam.GraphQL.Types;

namespace Dam.GraphQL.Sample;

/// <summary>The engine's own, with other descriptions.</summary>
internal static class Scalars
{
    public static ScalarType DateTime { get; } = new DateTimeScalar { Description = "ISO 8601", SpecifiedBy = "https://scalars.graphql.org/andimarek/date-time" };

    public static ScalarType Json { get; } = new JsonScalar { Description = null };

    public static ScalarType Upload { get; } = new UploadScalar { Description = "A file of a multipart request" };
}
