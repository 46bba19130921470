using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Channels;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;

namespace Dam.Api.Channels;

/// <summary>Where assets are used: a shop, a marketplace, print; and what it asks of pictures.</summary>
[ObjectType<ChannelDetails>(Name = "Channel")]
[Node<ChannelById>(NodeIds.Channel)]
internal static class ChannelNode;

[QueryType]
internal static class ChannelQueries
{
    /// <summary>All of them, by key.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static Task<IReadOnlyList<ChannelDetails>> GetChannelsAsync(Caller caller, IChannelReader reader, CancellationToken ct) => reader.AllAsync(caller, ct);
}

/// <param name="Key">1 to 40 lower-case letters, digits and hyphens; it never changes.</param>
/// <param name="Slots">What it asks of pictures; left out, that stays as it is. Each role has one at most.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SaveChannelInput(string Key, string Name, IReadOnlyList<ChannelSlotInput>? Slots, string? IdempotencyKey);

internal sealed record SaveChannelPayload(ChannelDetails? Channel, IReadOnlyList<IError> Errors);

[MutationType]
internal static class ChannelMutations
{
    /// <summary>Makes a channel, or changes the one that has this key.</summary>
    [AnyCaller]
    public static async Task<SaveChannelPayload> SaveChannelAsync(SaveChannelInput input, Caller caller, SaveChannelHandler handler, ChannelById channels, CancellationToken ct)
    {
        var command = new SaveChannel(input.Key, input.Name, input.Slots?.Select(slot => slot.ToSlot()).ToList()) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return new(outcome.Value is { } saved ? await channels.LoadAsync(saved.Value) : null, outcome.Errors.ToErrors());
    }
}

internal static class NamedChannel
{
    /// <exception cref="GraphQLException">None has this key.</exception>
    public static async Task<ChannelDetails> NamedAsync(this IChannelReader reader, Caller caller, string key, CancellationToken ct) =>
        KeyRule.IsKey(key) && await reader.FindByKeyAsync(caller, [key], ct) is [var channel] ? channel : throw Unknown();

    public static GraphQLException Unknown() => new("There is no channel of this key: `channels` lists them.", "CHANNEL_UNKNOWN");
}

internal sealed class ChannelById(Caller caller, IChannelReader reader) : BatchLoader<Guid, ChannelDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, ChannelDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindAsync(caller, keys, ct)).ToDictionary(channel => channel.Id);
}

internal sealed class ChannelByKey(Caller caller, IChannelReader reader) : BatchLoader<string, ChannelDetails>
{
    protected override async Task<IReadOnlyDictionary<string, ChannelDetails>> FetchAsync(IReadOnlyList<string> keys, CancellationToken ct) =>
        (await reader.FindByKeyAsync(caller, keys, ct)).ToDictionary(channel => channel.Key, StringComparer.Ordinal);
}
