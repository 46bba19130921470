namespace Dam.Infrastructure;

internal static class UnknownProvider
{
    /// <summary>What a start fails with when a setting names a provider that does not exist.</summary>
    public static InvalidOperationException Of(string setting, string value, params string[] valid) =>
        new($"{setting}: \"{value}\" is none of {string.Join(", ", valid)}.");
}
