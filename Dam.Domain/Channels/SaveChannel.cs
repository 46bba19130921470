using System.Globalization;
using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Domain.Channels;

/// <param name="Slots">What it asks of pictures; null to leave what is there.</param>
public sealed record SaveChannel(string Key, string Name, IReadOnlyList<ChannelSlot>? Slots = null) : Command;

/// <summary>Id of the channel that a use case made or changed.</summary>
public sealed record ChannelId(Guid Value);

/// <summary>Makes a channel, or changes the one that has this key.</summary>
public sealed class SaveChannelHandler(IUnitsOfWork units, IWatermarks watermarks, TimeProvider time)
{
    public async Task<Outcome<ChannelId>> HandleAsync(Caller caller, SaveChannel command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteChannels))
        {
            return new NotAuthorized(Permissions.WriteChannels);
        }

        return Problems(command).ToList() is { Count: > 0 } problems
            ? Outcome<ChannelId>.Refused(problems)
            : await units.RunAsync(caller, command, unit => SaveAsync(unit, caller, command, ct), ct);
    }

    private IEnumerable<DomainError> Problems(SaveChannel command)
    {
        if (!KeyRule.IsKey(command.Key))
        {
            yield return KeyRule.KeyProblem(command.Key, ["input", "key"]);
        }

        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > Channel.LongestName || !RightsPatch.IsText(command.Name))
        {
            yield return new InvalidInput("NAME_INVALID", $"A channel's name has 1 to {Channel.LongestName} characters, none of them U+0000.") { Path = ["input", "name"] };
        }

        foreach (var (at, slot) in (command.Slots ?? []).Index())
        {
            string[] path = ["input", "slots", at.ToString(CultureInfo.InvariantCulture)];
            if (command.Slots!.Take(at).Any(other => other.Role == slot.Role))
            {
                yield return new InvalidInput("SLOT_TWICE", "Each role has one slot at most, and so have the roles that are not named.") { Path = [.. path, "role"] };
            }

            foreach (var problem in slot.Problems(watermarks, path))
            {
                yield return problem;
            }
        }
    }

    private async Task<Outcome<ChannelId>> SaveAsync(IUnitOfWork unit, Caller caller, SaveChannel command, CancellationToken ct)
    {
        var channel = await unit.Channels.FindAsync(command.Key, ct);
        if (channel is null)
        {
            channel = new Channel(command.Key, command.Name, time.GetUtcNow());
            channel.Change(command.Name, command.Slots);
            unit.Channels.Add(channel);
        }
        else if (!channel.Change(command.Name, command.Slots))
        {
            return new ChannelId(channel.Id);
        }

        unit.Events.Add(new Event(Kind: null, "channel.saved", caller.Subject, Details: new { command.Key, command.Name, Slots = command.Slots?.Count }));
        return new ChannelId(channel.Id);
    }
}
