using Dam.Benchmarks.Rows;

namespace Dam.Benchmarks.Ingest;

/// <summary>The service as <c>./run up</c> starts it, over an empty folder.</summary>
internal static class Service
{
    public static Task<ServerProcess> StartAsync(string data) => ServerProcess.StartAsync(
        "dotnet",
        port => [Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll"), $"--urls=http://127.0.0.1:{port}", "--environment=Production", "--Logging:LogLevel:Default=Error", $"--Dam:Data={data}"],
        _ => new(StringComparer.Ordinal) { ["Dam__Access__BootstrapKey"] = SeededData.Key, ["MALLOC_ARENA_MAX"] = "2", ["DOTNET_GCgen0size"] = "0x4000000" });
}
