using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;

namespace Dam.Tests.GraphQL.Guide;

/// <summary>What <c>docs/graphql/data.md</c> shows.</summary>
public sealed class Cinema
{
    public IReadOnlyList<Film> Films { get; } =
    [
        new(1, "Metropolis", 1927, Genre.Fiction, ["DE"]),
        new(2, "Modern Times", 1936, Genre.Comedy, ["US"]),
        new(3, "La Jetée", 1962, Genre.Fiction, ["FR"]),
        new(4, "Playtime", 1967, Genre.Comedy, ["FR", "IT"]),
        new(5, "Solaris", 1972, Genre.Fiction, ["SU"]),
    ];
}

public sealed record Film(int Id, string Title, int Year, Genre Genre, IReadOnlyList<string> Countries);

public enum Genre
{
    Comedy,
    Fiction,
}

/// <summary>What films can be filtered by.</summary>
[FilterBounds(MaxDepth = 4, MaxConditions = 50)]
public sealed record FilmFilter : Filter<FilmFilter>
{
    public StringFilter? Title { get; init; }

    /// <summary>Of the first showing.</summary>
    public RangeFilter<int>? Year { get; init; }

    public ChoiceFilter<Genre>? Genre { get; init; }

    public StringListFilter? Countries { get; init; }

    public bool Matches(Film film) => Holds(filter =>
        filter.Title.Matches(film.Title, StringComparison.OrdinalIgnoreCase)
        && filter.Year.Matches(film.Year)
        && filter.Genre.Matches(film.Genre)
        && filter.Countries.Matches(film.Countries));
}

public enum FilmSortField
{
    Title,
    Year,
}

[QueryType]
[AnyCaller]
public static class FilmQueries
{
    [UsePaging(MaxPageSize = 100, RequireBoundaries = true)]
    public static Connection<Film> GetFilms(Cinema cinema, PageArguments page, FilmFilter? where, IReadOnlyList<Sort<FilmSortField>>? order)
    {
        var keyset = new Keyset<Film>("films");
        foreach (var sort in order ?? [])
        {
            keyset = sort.Field switch
            {
                FilmSortField.Title => keyset.By(film => film.Title, sort.Direction),
                FilmSortField.Year => keyset.By(film => film.Year, sort.Direction),
                _ => keyset,
            };
        }

        return keyset.By(film => film.Id).Page(cinema.Films.Where(film => where?.Matches(film) ?? true), page);
    }
}

[ObjectType<Film>]
[Node<Loader<int, Film>>("film")]
public static class FilmNode
{
    public static bool IsSilent([Parent] Film film) => film.Year < 1930;

    [DataLoader]
    public static Task<IReadOnlyDictionary<int, Film>> ByIdAsync(IReadOnlyList<int> ids, Cinema cinema)
        => Task.FromResult<IReadOnlyDictionary<int, Film>>(cinema.Films.Where(film => ids.Contains(film.Id)).ToDictionary(film => film.Id));
}

/// <summary>The same filter for a database.</summary>
public static class FilmSql
{
    public static string Where(FilmFilter filter, IList<object> values)
    {
        List<string> all = [.. Conditions("title", filter.Title), .. Conditions("year", filter.Year)];
        all.AddRange((filter.And ?? []).Select(part => Where(part, values)));
        if (filter.Or is { } any)
        {
            all.Add(any.Count == 0 ? "1 = 0" : $"({string.Join(" OR ", any.Select(part => Where(part, values)))})");
        }

        if (filter.Not is { } not)
        {
            all.Add($"NOT {Where(not, values)}");
        }

        return all.Count == 0 ? "(1 = 1)" : $"({string.Join(" AND ", all)})";

        IEnumerable<string> Conditions(string column, object? kind) => kind switch
        {
            StringFilter { Eq: { } text } => [$"{column} = {Parameter(text)}"],
            RangeFilter<int> { Gte: { } least } => [$"{column} >= {Parameter(least)}"],
            null => [],
            _ => throw new NotSupportedException("The other operations go the same way."),
        };

        string Parameter(object value)
        {
            values.Add(value);
            return $"@p{values.Count - 1}";
        }
    }
}
