using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Telemetry;

/// <summary>
/// Where telemetry goes. The standard variables <c>OTEL_*</c> hold (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/); <c>Dam:Telemetry:Endpoint</c> stands for
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> where that is not set. Without an endpoint nothing is made at all.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "Dam:Telemetry";

    internal const string EndpointSetting = $"{Section}:{nameof(Endpoint)}";

    internal const string TrustTraceContextSetting = $"{Section}:{nameof(TrustTraceContext)}";

    internal const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly IConfiguration _configuration;

    private TelemetryOptions(IConfiguration configuration)
    {
        _configuration = configuration;
        TrustTraceContext = configuration.GetValue<bool>(TrustTraceContextSetting);
        Endpoint = Text(OtlpEndpoint) ?? Text(EndpointSetting);
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            throw new InvalidOperationException($"{EndpointSetting}, or {OtlpEndpoint}: \"{Endpoint}\" is no absolute http or https URL, such as http://127.0.0.1:4317.");
        }
    }

    /// <summary>Of an OTLP receiver; by gRPC unless <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> is <c>http/protobuf</c>.</summary>
    public string? Endpoint { get; }

    /// <summary>Whether a caller's <c>traceparent</c> is gone on with. It is read before anybody knows who calls, so it is all callers or none.</summary>
    public bool TrustTraceContext { get; }

    public bool Traces => IsOn("TRACES");

    public bool Metrics => IsOn("METRICS");

    public bool Logs => IsOn("LOGS");

    public bool Any => Traces || Metrics || Logs;

    public static TelemetryOptions From(IConfiguration configuration) => new(configuration);

    private bool IsOn(string signal) =>
        !string.Equals(Text("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && (Endpoint ?? Text($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null
        && Text($"OTEL_{signal}_EXPORTER") is not "none";

    private string? Text(string name) => _configuration[name] is { Length: > 0 } text ? text : null;
}
