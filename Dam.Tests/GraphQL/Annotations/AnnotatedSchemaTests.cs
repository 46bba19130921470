using System.ComponentModel;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Tests.GraphQL.Annotations;

/// <summary>What C# becomes in the schema.</summary>
public sealed class AnnotatedSchemaTests
{
    /// <summary>Something with an <c>id</c>.</summary>
    [InterfaceType]
    public interface INode
    {
        [ID]
        string Id { get; }
    }

    [UnionType(typeof(Book), typeof(Film))]
    public interface IFinding;

    /// <summary>How it is bound.</summary>
    public enum Binding
    {
        HardCover,

        /// <summary>Soft.</summary>
        [GraphQLDeprecated("sold out")]
        PaperBack,

        [GraphQLName("PDF")]
        Pdf,
    }

    /// <summary>A book of <see cref="Author"/>.</summary>
    /// <param name="Id">Its number.</param>
    /// <param name="Title">What it is called.</param>
    [ObjectType]
    public sealed record Book([property: ID] string Id, string Title, string? Subtitle, int Pages, double? Price, IReadOnlyList<string?>? Tags, Binding? Binding) : INode, IFinding
    {
        /// <summary>Who wrote it.</summary>
        public Task<Author?> GetAuthorAsync() => Task.FromResult<Author?>(new Author("a", "s"));

        [Obsolete("Ask `title`.")]
        public string OldTitle => Title;

        [GraphQLIgnore]
        public string Secret => "hidden";
    }

    public sealed record Film([property: ID] Guid Id, DateTimeOffset ReleasedAt, long Bytes, Uri Url) : IFinding;

    public sealed record Author(string Name, string Secret);

    [ObjectType<Author>(Name = "Writer", Ignore = [nameof(Author.Secret)], Implements = [typeof(INode)])]
    public static class AuthorNode
    {
        [ID]
        public static string Id([Parent] Author author) => author.Name;

        /// <summary>With a length of <paramref name="length"/>.</summary>
        /// <param name="length">At most so many characters.</param>
        public static string GetBiography([Parent] Author author, int length = 100, [GraphQLType("Language")] string? language = "en") => author.Name[..length] + language;

        public static string Name([Parent] Author author) => author.Name.ToUpperInvariant();
    }

    [ExtendObjectType<Author>]
    public static class AuthorBooks
    {
        [BatchResolver]
        public static Task<IReadOnlyList<IReadOnlyList<Book>>> GetBooksAsync([Parent] IReadOnlyList<Author> authors)
            => Task.FromResult<IReadOnlyList<IReadOnlyList<Book>>>([.. authors.Select(_ => Array.Empty<Book>())]);
    }

    /// <summary>Chooses books.</summary>
    /// <param name="Text">In the title.</param>
    public sealed record BookFilter(
        string? Text,
        Optional<int?> MinPages,
        Binding Binding = Binding.HardCover,
        [property: DefaultValue(10)] int Limit = 10,
        IReadOnlyList<BookFilter>? And = null,
        [property: GraphQLDefault("[\"new\"]")] IReadOnlyList<string>? Tags = null);

    [OneOf]
    public sealed record BookBy([property: ID] string? Id, string? Title);

    [QueryType]
    public static class Queries
    {
        public static Book? GetBook(BookBy by) => new("1", by.Title ?? "t", null, 1, null, null, null);

        public static Connection<Book> GetBooks(PageArguments page, BookFilter? filter) => throw new NotSupportedException();

        public static IEnumerable<IFinding> Search(string text, CancellationToken cancellationToken) => [];

        [GraphQLType("Node")]
        public static ValueTask<object?> GetNodeAsync([ID] Guid id) => default;

        [GraphQLType("[[Int!]]!")]
        public static int[][] Matrix => [];
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    public readonly record struct Language(string Tag);

    // Only its interface leads to it.
    public sealed record Lost([property: ID] string Id, string Where) : INode;

    [SubscriptionType]
    public static class Subscriptions
    {
        public static async IAsyncEnumerable<Book> Added(Binding? kind)
        {
            await Task.Yield();
            yield break;
        }
    }

    private static GraphQLApi Api => new(builder => builder
        .AddTypes(typeof(INode), typeof(IFinding), typeof(Book), typeof(AuthorNode), typeof(AuthorBooks), typeof(Queries), typeof(Lost), typeof(Subscriptions))
        .AddScalar(Dam.GraphQL.Types.ScalarType.Text<Language>(
            "Language", (string text, out Language language) => (language = new Language(text)).Tag.Length == 2, language => language.Tag, specifiedBy: "https://example.org/bcp47")));

    [Fact]
    public void Sdl_Should_ShowTheTypes_When_TheyAreAnnotated() => Assert.Equal(
        """
        "How it is bound."
        enum Binding {
          HARD_COVER
          "Soft."
          PAPER_BACK @deprecated(reason: "sold out")
          PDF
        }

        "A book of `Author`."
        type Book implements Node {
          "Its number."
          id: ID!
          "What it is called."
          title: String!
          subtitle: String
          pages: Int!
          price: Float
          tags: [String]
          binding: Binding
          oldTitle: String! @deprecated(reason: "Ask `title`.")
          "Who wrote it."
          author: Writer
        }

        input BookBy @oneOf {
          id: ID
          title: String
        }

        "A page of a list."
        type BookConnection {
          "The items of this page with their cursors."
          edges: [BookEdge!]!
          "The items of this page."
          nodes: [Book!]!
          "Where this page stands in the list."
          pageInfo: PageInfo!
          "Number of items on all pages."
          totalCount: Int!
        }

        "An item of a list with its place in it."
        type BookEdge {
          "Where to go on from; opaque."
          cursor: String!
          "The item."
          node: Book!
        }

        "Chooses books."
        input BookFilter {
          "In the title."
          text: String
          minPages: Int
          binding: Binding! = HARD_COVER
          limit: Int! = 10
          and: [BookFilter!]
          tags: [String!] = ["new"]
        }

        "RFC 3339 instant, always returned in UTC with a trailing Z."
        scalar DateTime @specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time.html")

        type Film {
          id: ID!
          releasedAt: DateTime!
          bytes: Long!
          url: URL!
        }

        union Finding = Book | Film

        scalar Language @specifiedBy(url: "https://example.org/bcp47")

        "Signed 64-bit integer."
        scalar Long

        type Lost implements Node {
          id: ID!
          where: String!
        }

        "Something with an `id`."
        interface Node {
          id: ID!
        }

        "Where a page stands in its list."
        type PageInfo {
          "Whether there are items behind the page."
          hasNextPage: Boolean!
          "Whether there are items before the page."
          hasPreviousPage: Boolean!
          "Cursor of the first item; null on an empty page."
          startCursor: String
          "Cursor of the last item; null on an empty page."
          endCursor: String
        }

        type Query {
          book(by: BookBy!): Book
          books(
            "Items from the front."
            first: Int
            "The cursor behind which they begin."
            after: String
            "Items from the end."
            last: Int
            "The cursor before which they end."
            before: String
            filter: BookFilter
          ): BookConnection!
          search(text: String!): [Finding!]!
          node(id: ID!): Node
          matrix: [[Int!]]!
        }

        type Subscription {
          added(kind: Binding): Book!
        }

        "Absolute URL (RFC 3986)."
        scalar URL

        type Writer implements Node {
          id: ID!
          "With a length of `length`."
          biography(
            "At most so many characters."
            length: Int! = 100
            language: Language = "en"
          ): String!
          name: String!
          books: [Book!]!
        }

        """,
        Api.Sdl);

    [Fact]
    public void Sdl_Should_ParseBack() => Assert.Equal(Api.Sdl, Dam.GraphQL.Language.Parser.Parse(Api.Sdl, Dam.GraphQL.Language.ParserOptions.Trusted) + "\n");

    [Theory]
    [InlineData("""{ book(by: { title: "x" }) { title } }""", """{"book":{"title":"x"}}""")]
    [InlineData("""{ matrix }""", """{"matrix":[]}""")]
    [InlineData("""{ node(id: "0195a1d5-0000-7000-8000-000000000000") { id } }""", """{"node":null}""")]
    public async Task Api_Should_Answer(string query, string expected) => Assert.Equal(expected, await Api.DataAsync(query));
}
