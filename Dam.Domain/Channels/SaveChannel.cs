using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Rights;

namespace Dam.Domain.Channels;

public sealed record SaveChannel(string Key, string Name) : Command;

/// <summary>Id of the channel that a use case made or changed.</summary>
public sealed record ChannelId(Guid Value);

/// <summary>Makes a channel, or gives the one that has this key another name.</summary>
public sealed class SaveChannelHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<ChannelId>> HandleAsync(Caller caller, SaveChannel command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteChannels))
        {
            return new NotAuthorized(Permissions.WriteChannels);
        }

        if (!KeyRule.IsKey(command.Key))
        {
            return KeyRule.KeyProblem(command.Key, ["input", "key"]);
        }

        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > Channel.LongestName || !RightsPatch.IsText(command.Name))
        {
            return new InvalidInput("NAME_INVALID", $"A channel's name has 1 to {Channel.LongestName} characters, none of them U+0000.") { Path = ["input", "name"] };
        }

        return await units.RunAsync(caller, command, unit => SaveAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<ChannelId>> SaveAsync(IUnitOfWork unit, Caller caller, SaveChannel command, CancellationToken ct)
    {
        var channel = await unit.Channels.FindAsync(command.Key, ct);
        if (channel is null)
        {
            channel = new Channel(command.Key, command.Name, time.GetUtcNow());
            unit.Channels.Add(channel);
        }
        else if (channel.Name == command.Name)
        {
            return new ChannelId(channel.Id);
        }
        else
        {
            channel.Rename(command.Name);
        }

        unit.Events.Add(new Event(Kind: null, "channel.saved", caller.Subject, Details: new { command.Key, command.Name }));
        return new ChannelId(channel.Id);
    }
}
