using Microsoft.Extensions.Options;

namespace Dam.Api.Hosting;

/// <summary>Failures to start that are not bugs: the operator is told what to change, without a stack trace.</summary>
internal static class StartProblem
{
    /// <summary>Null for a bug, which shows itself whole.</summary>
    public static string? Explain(Exception e) => e switch
    {
        InvalidOperationException when e.Message.StartsWith("Dam:", StringComparison.Ordinal) => $"Dam cannot start. {e.Message}",
        InvalidOperationException when e.Message.Contains(" 'Dam:", StringComparison.Ordinal) => $"Dam cannot start. {e.Message[(e.Message.IndexOf(" 'Dam:", StringComparison.Ordinal) + 2)..].Replace("' to type", " cannot be read as", StringComparison.Ordinal)}",
        OptionsValidationException invalid => $"Dam cannot start. {string.Join(Environment.NewLine, invalid.Failures)}",
        InvalidDataException => $"Dam cannot start. {e.Message}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"Dam cannot start. {e.Message} Stop what listens there, or set ASPNETCORE_URLS to another address.",
        FormatException when e.Message.StartsWith("Invalid url", StringComparison.Ordinal) =>
            $"Dam cannot start. {e.Message} Set ASPNETCORE_URLS to an address such as http://127.0.0.1:5080.",
        _ => null,
    };
}
