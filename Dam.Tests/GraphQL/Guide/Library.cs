using System.Runtime.CompilerServices;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Guide;

/// <summary>What the guide in <c>docs/graphql</c> shows beyond the sample.</summary>
public sealed class Shelf
{
    public List<Book> Books { get; } = [new("1", "Emma", 474), new("2", "Persuasion", null), new("3", "Ulysses", 730)];
}

public sealed record Book([property: ID] string Id, string Title, int? Pages);

public sealed record Visitor(string Name);

public readonly record struct Isbn(string Text)
{
    public static ScalarType Scalar { get; } = ScalarType.Text<Isbn>("ISBN", TryParse, isbn => isbn.Text, "Thirteen digits.");

    private static bool TryParse(string text, out Isbn isbn)
    {
        isbn = new Isbn(text);
        return text.Length == 13 && text.All(char.IsAsciiDigit);
    }
}

[QueryType]
[AnyCaller]
public static class BookQueries
{
    /// <summary>All books of the shelf.</summary>
    public static IReadOnlyList<Book> GetBooks(Shelf shelf) => shelf.Books;

    public static Book? GetBook(Shelf shelf, [ID] string id) => shelf.Books.Find(book => book.Id == id);

    public static Connection<Book> GetBookPage(Shelf shelf, PageArguments page)
    {
        var start = shelf.Books.FindIndex(book => book.Id == page.After) + 1;
        var books = shelf.Books.Skip(start).Take(page.First ?? 10).ToArray();
        return new Connection<Book>(
            [.. books.Select(book => new Edge<Book>(cursor: book.Id, node: book))],
            new PageInfo(
                HasNextPage: start + books.Length < shelf.Books.Count,
                HasPreviousPage: start > 0,
                StartCursor: books is [var first, ..] ? first.Id : null,
                EndCursor: books is [.., var last] ? last.Id : null),
            totalCount: _ => ValueTask.FromResult(shelf.Books.Count));
    }

    [UsePaging(MaxPageSize = 20)]
    public static IReadOnlyList<Book> GetCatalogue(Shelf shelf) => shelf.Books;

    public static Book GetLongest(Shelf shelf, FieldSelection selection)
        => selection.Includes("title") ? shelf.Books.MaxBy(book => book.Pages)! : new Book("3", "", null);
}

[QueryType]
[AnyCaller]
public static class DeskQueries
{
    public static string Welcome(Visitor visitor) => $"Good day, {visitor.Name}.";

    public static bool IsKnown(Isbn isbn) => isbn.Text.StartsWith("978", StringComparison.Ordinal);
}

[ExtendObjectType<Book>]
public static class BookExtensions
{
    [BatchResolver]
    public static async Task<IReadOnlyList<bool>> GetIsLentAsync([Parent] IReadOnlyList<Book> books, Lending lending, CancellationToken cancellationToken)
    {
        var lent = await lending.OfAsync([.. books.Select(book => book.Id)], cancellationToken);
        return [.. books.Select(book => lent.Contains(book.Id))];
    }

    public static ValueTask<string?> GetBorrowerAsync([Parent] Book book, [DataLoader(nameof(LendingLoaders.BorrowerOfAsync))] Loader<string, string> borrowers)
        => borrowers.LoadAsync(book.Id);

    public static async Task<string> GetBlurbAsync([Parent] Book book, IHttpClientFactory clients, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient();
        return await client.GetStringAsync(new Uri($"https://blurbs.example/{book.Id}"), cancellationToken);
    }

    [Authorize("books:cost")]
    public static double GetCost([Parent] Book book) => (book.Pages ?? 100) * 0.02;
}

public sealed class Lending
{
    public Task<IReadOnlySet<string>> OfAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlySet<string>>(ids.Where(id => id is "2").ToHashSet(StringComparer.Ordinal));
}

[MutationType]
[Authorize("books:write")]
public static class BookMutations
{
    public static Book Rename(Shelf shelf, RenameBook input)
    {
        var at = shelf.Books.FindIndex(book => book.Id == input.Id);
        if (at < 0)
        {
            throw new GraphQLException($"There is no book {input.Id}.", "BOOK_NOT_FOUND");
        }

        var book = shelf.Books[at];
        return shelf.Books[at] = book with { Title = input.Title, Pages = input.Pages.Or(book.Pages) };
    }
}

public sealed class BookIsLentException(string id) : Exception($"Book {id} is lent.")
{
    public string Id { get; } = id;
}

[MutationType]
[AnyCaller]
public static class LendingMutations
{
    [Error<BookIsLentException>]
    public static async Task<Book?> BorrowAsync([ID] string id, Shelf shelf, Lending lending, CancellationToken cancellationToken)
        => (await lending.OfAsync([id], cancellationToken)).Count == 0 ? shelf.Books.Find(book => book.Id == id) : throw new BookIsLentException(id);
}

public static class LendingLoaders
{
    [DataLoader]
    public static async Task<IReadOnlyDictionary<string, string>> BorrowerOfAsync(IReadOnlyList<string> ids, Lending lending, CancellationToken cancellationToken)
        => (await lending.OfAsync(ids, cancellationToken)).ToDictionary(id => id, _ => "Mr Knightley", StringComparer.Ordinal);
}

/// <summary>Counts fetches; a real one would warn of those with too many keys.</summary>
public sealed class LoaderWatch : IExecutionObserver
{
    private static int _fetches;

    public static int Fetches => Volatile.Read(ref _fetches);

    public IOperationObserver? Started(GraphQLRequest request) => new Operation();

    private sealed class Operation : IOperationObserver
    {
        public Action<Exception?>? FetchStarted(LoaderFetch fetch)
        {
            Interlocked.Increment(ref _fetches);
            return null;
        }
    }
}

[SubscriptionType]
[AnyCaller]
public static class LendingSubscriptions
{
    public static async IAsyncEnumerable<Book> ReturnedAsync(Shelf shelf, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var book in shelf.Books.Take(most))
        {
            await Task.Delay(1, cancellationToken);
            yield return book;
        }
    }
}

/// <summary>Changes a book.</summary>
/// <param name="Title">Its new title.</param>
/// <param name="Pages">Left out, it stays; null takes it away.</param>
public sealed record RenameBook([property: ID] string Id, string Title, Optional<int?> Pages);
