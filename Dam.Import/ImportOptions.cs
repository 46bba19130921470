using Dam.Import.Rows;

namespace Dam.Import;

internal enum DuplicatePolicy
{
    Reject,
    ReturnExisting,
    Allow,
}

/// <param name="Source">A folder or a CSV file.</param>
/// <param name="Url">The service's address.</param>
/// <param name="Key">Null for none, which a service in Development takes from its own machine.</param>
/// <param name="Lanes">Files at a time.</param>
/// <param name="Report">Null for none.</param>
/// <param name="Wait">Whether to wait until all is processed.</param>
/// <param name="Patience">How long the service may be away.</param>
internal sealed record ImportOptions(
    string Source, Uri Url, string? Key, int Lanes, NameRule? NameRule, string Locale, DuplicatePolicy OnDuplicate, string? Report, bool Wait, TimeSpan Patience);
