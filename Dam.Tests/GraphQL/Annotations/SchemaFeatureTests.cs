using Dam.GraphQL.Annotations;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Annotations;

/// <summary>The rarer features of the type system: directives of one's own, interfaces with arguments, literal defaults.</summary>
public sealed class SchemaFeatureTests
{
    private static readonly DirectiveDefinition Trace = new("trace")
    {
        Description = "Executable directive",
        IsRepeatable = true,
        Locations = ["QUERY", "FIELD"],
        Arguments = new([new InputValue("id", BuiltInScalars.Id), new InputValue("level", BuiltInScalars.Int.NonNull()) { DefaultValue = new IntValue { Text = "2" } }]),
    };

    public enum Format
    {
        [GraphQLName("WEBP")]
        WebP,

        [Label("x", 3)]
        Avif,
    }

    [InterfaceType]
    public interface INamed
    {
        string Name { get; }
    }

    [InterfaceType]
    public interface IMedia : INamed
    {
        string Url(int? width, Format format = Format.WebP);
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    [DirectiveType("OBJECT", "FIELD_DEFINITION", "ENUM_VALUE", IsRepeatable = true)]
    public sealed class LabelAttribute(string name, int weight = 1) : Attribute
    {
        public string Name { get; } = name;

        public int Weight { get; } = weight;
    }

    public sealed record Filter(bool? InStock = null, IReadOnlyList<Format>? Formats = null, double? MinPrice = 0.5, Filter? Not = null);

    [ObjectType]
    [Label("a")]
    [Label("b", 2)]
    public sealed record Image(string Name, [property: Label("c")] double Ratio) : IMedia
    {
        public string Url(int? width, Format format = Format.WebP) => $"{Name}-{width}.{format}";
    }

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<IMedia> Media(
            [GraphQLDefault("{ inStock: true, formats: [WEBP] }")] Filter? filter,
            [GraphQLDefault("[WEBP, AVIF]")] IReadOnlyList<Format>? formats,
            [GraphQLDeprecated] int? old,
            float? score = 1500f)
            => [new Image($"{filter?.InStock} {filter?.MinPrice} {formats?.Count} {old} {score}", 1.5)];

        public static int?[][] Frames() => [[1, null], []];
    }

    private static readonly GraphQLApi Api = new(builder =>
    {
        builder.Description = "Rare \"things\".";
        builder.AddTypes(typeof(Queries), typeof(INamed), typeof(IMedia), typeof(Image)).AddDirective(Trace);
    });

    [Fact]
    public void Sdl_Should_ShowRareFeatures() => Assert.Equal(
        """"
        """Rare "things"."""
        schema {
          query: Query
        }

        directive @label(name: String!, weight: Int! = 1) repeatable on OBJECT | FIELD_DEFINITION | ENUM_VALUE

        "Executable directive"
        directive @trace(id: ID, level: Int! = 2) repeatable on QUERY | FIELD

        input Filter {
          inStock: Boolean
          formats: [Format!]
          minPrice: Float = 0.5
          not: Filter
        }

        enum Format {
          WEBP
          AVIF @label(name: "x", weight: 3)
        }

        type Image implements Media & Named @label(name: "a") @label(name: "b", weight: 2) {
          name: String!
          ratio: Float! @label(name: "c")
          url(width: Int, format: Format! = WEBP): String!
        }

        interface Media implements Named {
          name: String!
          url(width: Int, format: Format! = WEBP): String!
        }

        interface Named {
          name: String!
        }

        type Query {
          media(filter: Filter = {inStock: true, formats: [WEBP]}, formats: [Format!] = [WEBP, AVIF], old: Int @deprecated, score: Float = 1500): [Media!]!
          frames: [[Int]!]!
        }

        """",
        Api.Sdl);

    [Theory]
    [InlineData("{ media { name } }", """{"media":[{"name":"True 0.5 2  1500"}]}""")]
    [InlineData("query @trace @trace(id: 1) { media(filter: null, formats: AVIF, old: 4) @trace { name } }", """{"media":[{"name":"  1 4 1500"}]}""")]
    [InlineData("{ media(formats: null) { ... on Image { url(width: 2) } } frames }", """{"media":[{"url":"True 0.5   1500-2.WebP"}],"frames":[[1,null],[]]}""")]
    public async Task Api_Should_ApplyLiteralDefaults(string query, string expected) => Assert.Equal(expected, await Api.DataAsync(query));
}
