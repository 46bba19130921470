namespace Dam.Api.Hosting;

/// <summary><c>health</c>: asks the service on this machine whether it is ready, as containers do; its address is read from the settings that the service itself has.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>0 when it is ready, if degraded; 1 when not, or when nobody answers.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables().AddCommandLine(args).Build();
        using var http = new HttpClient { Timeout = Patience };
        var address = new Uri(AddressOf(settings), Health.ReadyPath);
        try
        {
            using var response = await http.GetAsync(address);
            await Console.Out.WriteLineAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address}: {failure.Message}");
            return 1;
        }
    }

    /// <summary>The first that it listens on, which an asterisk or 0.0.0.0 may stand for: this machine.</summary>
    private static Uri AddressOf(IConfiguration settings)
    {
        var listening = settings["urls"] ?? (settings["http_ports"] is { Length: > 0 } ports ? $"http://localhost:{ports.Split(';')[0]}" : DamApplication.UsualUrl);
        return PublicAddress.OfThisMachine(listening.Split(';')[0]);
    }
}
