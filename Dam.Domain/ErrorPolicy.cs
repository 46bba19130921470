using System.Globalization;

namespace Dam.Domain;

/// <summary>What a bad row does to the others.</summary>
public enum ErrorPolicy
{
    /// <summary>One bad row refuses all.</summary>
    RejectAll,

    /// <summary>Good rows go through, bad ones come back as errors.</summary>
    RejectFailedRows,
}

internal static class RowErrors
{
    /// <summary>Errors of one row, whose paths are those of an input by itself (<c>input, title</c>), at the row's place among others (<c>input, assets, 3, title</c>).</summary>
    public static IReadOnlyList<DomainError> At(this IReadOnlyList<DomainError> errors, string list, int row) =>
        [.. errors.Select(error => error with { Path = ["input", list, row.ToString(CultureInfo.InvariantCulture), .. error.Path?.Skip(1) ?? []] })];
}
