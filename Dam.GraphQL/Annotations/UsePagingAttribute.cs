using System.Globalization;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.GraphQL.Annotations;

/// <summary>
/// The field is paged. A resolver that takes <see cref="PageArguments"/> and returns a <see cref="Connection{T}"/> is asked only for pages
/// within the bounds; one that returns a list is given the four arguments, and the page is cut from its list.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class UsePagingAttribute : Attribute
{
    /// <summary>Most items of a page; to ask for more is an error.</summary>
    public int MaxPageSize { get; set; } = 50;

    /// <summary>Items of a page when neither <c>first</c> nor <c>last</c> is given.</summary>
    public int DefaultPageSize { get; set; } = 10;

    /// <summary>Whether it is an error to give neither <c>first</c> nor <c>last</c>.</summary>
    public bool RequireBoundaries { get; set; }

    /// <summary>Whether the connection made of a list has <c>totalCount</c>; a <see cref="Connection{T}"/> that the resolver makes has it always.</summary>
    public bool IncludeTotalCount { get; set; } = true;

    /// <summary>What is wrong with the bounds themselves; null when nothing is.</summary>
    internal string? Problem => MaxPageSize < 1 || DefaultPageSize < 1 || DefaultPageSize > MaxPageSize
        ? $"pages of {DefaultPageSize} items, at most {MaxPageSize}, cannot be"
        : null;

    /// <exception cref="GraphQLException">The page asked for is not within the bounds.</exception>
    internal PageArguments Check(PageArguments page)
    {
        Check("first", page.First);
        Check("last", page.Last);
        if (page.First is not null || page.Last is not null)
        {
            return page;
        }

        return RequireBoundaries
            ? throw new GraphQLException("Either \"first\" or \"last\" must be given.", ErrorCodes.PageBoundariesRequired)
            : page with { First = DefaultPageSize };
    }

    private void Check(string argument, int? count)
    {
        if (count < 0)
        {
            throw new GraphQLException($"\"{argument}\" must not be negative.", ErrorCodes.BadUserInput);
        }

        if (count > MaxPageSize)
        {
            throw new GraphQLException(
                string.Create(CultureInfo.InvariantCulture, $"\"{argument}\" is {count}, but a page has at most {MaxPageSize} items."),
                ErrorCodes.PageTooLarge);
        }
    }
}
