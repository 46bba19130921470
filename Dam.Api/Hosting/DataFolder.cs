namespace Dam.Api.Hosting;

/// <summary>Where everything lies that must be kept: <c>Dam:Data</c>, by default <c>./data</c> in the working folder.</summary>
internal static class DataFolder
{
    public const string Setting = "Dam:Data";

    /// <summary>Makes the setting an absolute path that everybody reads, and the folder itself.</summary>
    public static string Prepare(ConfigurationManager configuration)
    {
        var configured = configuration[Setting];
        var path = Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? "data" : configured);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, $"the folder {path} cannot be made: {e.Message}");
        }

        configuration[Setting] = path;
        return path;
    }
}
