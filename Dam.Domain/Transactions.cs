using System.Security.Cryptography;
using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Idempotency;

namespace Dam.Domain;

/// <summary>What a caller wants changed.</summary>
public abstract record Command
{
    public const int LongestKey = 200;

    /// <summary>Calls of one caller with the same key within 24 hours are one call: the first is carried out, the others get its answer. Null for no such promise.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? IdempotencyKey { get; init; }
}

/// <summary>How commands run: each in a unit of work that is committed unless it is refused, and once per idempotency key.</summary>
public static class Transactions
{
    /// <summary>Carries a command out and commits, unless it is refused.</summary>
    /// <param name="work">Reads and changes through the unit of work; may run several times, so it does nothing else.</param>
    public static Task<Outcome<T>> RunAsync<TCommand, T>(
        this IUnitsOfWork units, Caller caller, TCommand command, Func<IUnitOfWork, Task<Outcome<T>>> work, CancellationToken ct)
        where TCommand : Command
        where T : class
    {
        if (command.IdempotencyKey is not { } key)
        {
            return units.RunAsync(unit => CommitAsync(unit, work, ct), ct);
        }

        if (key.Length is 0 or > Command.LongestKey || key.Contains('\0', StringComparison.Ordinal))
        {
            return Task.FromResult<Outcome<T>>(new InvalidInput("IDEMPOTENCY_KEY_INVALID", $"An idempotency key has 1 to {Command.LongestKey} characters, none of them U+0000.")
            {
                Path = ["input", "idempotencyKey"],
            });
        }

        var request = new KeyedRequest(caller.Subject, key, typeof(TCommand).Name, DigestOf(command));
        return units.RunAsync(unit => AnswerAsync(unit, request, work, ct), ct);
    }

    /// <summary>What a command's key has been answered with, for those who have much to do before they can carry it out; null when it has no key, or a new one.</summary>
    public static async Task<Outcome<T>?> FindAnswerAsync<TCommand, T>(this IUnitsOfWork units, Caller caller, TCommand command, CancellationToken ct)
        where TCommand : Command
        where T : class => command.IdempotencyKey is { } key
            ? await units.RunAsync(unit => FindAnswerAsync<T>(unit, new KeyedRequest(caller.Subject, key, typeof(TCommand).Name, DigestOf(command)), ct), ct)
            : null;

    /// <summary>Makes a change that nobody can refuse, such as what a job has found out, and commits.</summary>
    /// <param name="work">As above.</param>
    public static Task<T> ChangeAsync<T>(this IUnitsOfWork units, Func<IUnitOfWork, Task<T>> work, CancellationToken ct) => units.RunAsync(
        async unit =>
        {
            var result = await work(unit);
            await unit.CommitAsync(ct);
            return result;
        },
        ct);

    private static async Task<Outcome<T>> CommitAsync<T>(IUnitOfWork unit, Func<IUnitOfWork, Task<Outcome<T>>> work, CancellationToken ct)
        where T : class
    {
        var outcome = await work(unit);
        if (outcome.Succeeded)
        {
            await unit.CommitAsync(ct);
        }

        return outcome;
    }

    /// <summary>The answer is kept in the transaction that it is true of. A refusal is not kept: nothing happened, and the same call may succeed later.</summary>
    private static async Task<Outcome<T>> AnswerAsync<T>(IUnitOfWork unit, KeyedRequest request, Func<IUnitOfWork, Task<Outcome<T>>> work, CancellationToken ct)
        where T : class
    {
        if (await FindAnswerAsync<T>(unit, request, ct) is { } kept)
        {
            return kept;
        }

        var outcome = await work(unit);
        if (!outcome.Succeeded)
        {
            // The same call at the same time may have been carried out meanwhile, and its change be what refuses this one.
            return await FindAnswerAsync<T>(unit, request, ct) ?? outcome;
        }

        unit.Answers.Keep(request, JsonSerializer.Serialize(outcome.Value));
        await unit.CommitAsync(ct);
        return outcome;
    }

    /// <summary>What the key's first call answered, or that it was another call; null when there was none.</summary>
    private static async Task<Outcome<T>?> FindAnswerAsync<T>(IUnitOfWork unit, KeyedRequest request, CancellationToken ct)
        where T : class
    {
        if (await unit.Answers.FindAsync(request.Subject, request.Key, ct) is not { } kept)
        {
            return null;
        }

        return kept.Request == request
            ? JsonSerializer.Deserialize<T>(kept.Answer) ?? throw new InvalidDataException("A kept answer is null.")
            : new IdempotencyConflict();
    }

    private static string DigestOf<TCommand>(TCommand command) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command)));
}
