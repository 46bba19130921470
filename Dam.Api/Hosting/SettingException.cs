namespace Dam.Api.Hosting;

/// <summary>A setting that cannot be used; stops the start.</summary>
internal sealed class SettingException(string setting, string message) : Exception($"{setting}: {message}");
