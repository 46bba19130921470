using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Persistence;

/// <summary>Settings <c>Dam:Database:…</c>.</summary>
/// <param name="Provider">One of <see cref="PersistenceRegistration"/>'s.</param>
/// <param name="ConnectionString">Null when not set.</param>
/// <param name="Migrate">Whether a start brings the schema up to date; otherwise it only checks.</param>
internal sealed record DatabaseOptions(string Provider, string? ConnectionString, bool Migrate)
{
    public const string Section = "Dam:Database";

    public const string ProviderSetting = $"{Section}:{nameof(Provider)}";

    public const string ConnectionStringSetting = $"{Section}:{nameof(ConnectionString)}";

    public const string MigrateSetting = $"{Section}:{nameof(Migrate)}";

    public static DatabaseOptions From(IConfiguration configuration)
    {
        var migrate = configuration[MigrateSetting] ?? bool.TrueString;
        return new DatabaseOptions(
            configuration[ProviderSetting] ?? "Sqlite",
            configuration[ConnectionStringSetting] is { Length: > 0 } text ? text : null,
            bool.TryParse(migrate, out var may) ? may : throw new InvalidOperationException($"{MigrateSetting}: \"{migrate}\" is neither true nor false."));
    }

    /// <summary>Reads the connection string of a server; what is wrong with it stops the start with the setting's name, and without its text, which may hold a password.</summary>
    public T Parse<T>(Func<string, T> parse)
    {
        if (ConnectionString is null)
        {
            throw new InvalidOperationException($"{ConnectionStringSetting} is not set; {ProviderSetting} \"{Provider}\" needs it.");
        }

        try
        {
            return parse(ConnectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            throw new InvalidOperationException($"{ConnectionStringSetting} cannot be read: {failure.Message}", failure);
        }
    }
}
