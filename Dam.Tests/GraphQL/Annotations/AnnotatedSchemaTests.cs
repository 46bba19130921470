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

    private static GraphQLApi Api => new(builder => builder
        .AddTypes(typeof(INode), typeof(IFinding), typeof(Book), typeof(AuthorNode), typeof(AuthorBooks), typeof(Queries))
        .AddScalar(Dam.GraphQL.Types.ScalarType.Text<Language>(
            "Language", (string text, out Language language) => (language = new Language(text)).Tag.Length == 2, language => language.Tag, specifiedBy: "https://example.org/bcp47")));

    [Fact]
    public void Sdl_Should_ShowTypes_When_TheyAreAnnotated()
    {
        Assert.Equal(
            """"
            enum Binding {
              HARD_COVER

              "Soft."
              PAPER_BACK @deprecated(reason: "sold out")
              PDF
            }
            """",
            Definition("enum Binding"));
    }

    private static string Definition(string start)
    {
        var sdl = Api.Sdl;
        return sdl;
    }
}
