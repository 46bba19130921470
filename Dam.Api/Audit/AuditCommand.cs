using Dam.Api.Hosting;
using Dam.Domain.Audit;
using Dam.Infrastructure;

namespace Dam.Api.Audit;

/// <summary><c>audit verify</c>: recomputes the audit chain from the rows, without starting the service.</summary>
internal static class AuditCommand
{
    /// <summary>0 when every event is the one that was sealed; 1 when not.</summary>
    /// <param name="args">Settings, as the service takes them.</param>
    public static async Task<int> VerifyAsync(string[] args)
    {
        await using var app = DamApplication.CreateBuilder(args).Build();
        await app.Services.PrepareDatabaseAsync(CancellationToken.None);
        var found = await app.Services.GetRequiredService<IAuditReader>().VerifyAsync(CancellationToken.None);
        if (found.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync($"The audit chain is broken at event {problem.Sequence} ({problem.Code}). {problem.Message} The {found.Events} events before it are as they were sealed.");
            return 1;
        }

        await Console.Out.WriteLineAsync($"All {found.Events} events are as they were sealed. Head: {found.Head}");
        return 0;
    }
}
