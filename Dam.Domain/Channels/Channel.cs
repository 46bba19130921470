using Dam.Domain.Rights;

namespace Dam.Domain.Channels;

/// <summary>Where assets are used: a shop, a marketplace, print. Rights name channels by their keys, which never change.</summary>
public sealed class Channel
{
    public const int LongestName = 200;

    private Channel()
    {
    }

    public Channel(string key, string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Key = key;
        Name = name;
    }

    public Guid Id { get; private init; }

    /// <summary>Unique; see <see cref="KeyRule.IsKey"/>.</summary>
    public string Key { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>What it asks of pictures, role by role.</summary>
    public IReadOnlyList<ChannelSlot> Slots { get; private set; } = [];

    /// <summary>False when it is so already.</summary>
    /// <param name="slots">Null to leave them.</param>
    internal bool Change(string name, IReadOnlyList<ChannelSlot>? slots)
    {
        if (Name == name && (slots is null || Slots.SequenceEqual(slots)))
        {
            return false;
        }

        (Name, Slots) = (name, slots ?? Slots);
        return true;
    }
}
