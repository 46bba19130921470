using Dam.Domain.Jobs;

namespace Dam.Infrastructure.Persistence;

/// <summary>Why something went wrong, as it is kept for people.</summary>
internal static class ErrorText
{
    public const int Longest = Job.LongestError;

    /// <summary>What any database takes: of this length, with no half of a surrogate pair at its end, without U+0000.</summary>
    public static string Shorten(string error)
    {
        var length = Math.Min(error.Length, Longest);
        return error[..(length > 0 && char.IsHighSurrogate(error[length - 1]) ? length - 1 : length)].Replace('\0', ' ');
    }
}
