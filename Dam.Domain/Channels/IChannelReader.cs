using Dam.Domain.Access;

namespace Dam.Domain.Channels;

/// <param name="Key">What rights and questions name it by; unique.</param>
/// <param name="Slots">What it asks of pictures, each role at most once.</param>
public sealed record ChannelDetails(Guid Id, string Key, string Name, IReadOnlyList<ChannelSlot> Slots);

/// <summary>Reads channels, one SQL statement a call. Every caller who may read anything sees all of them.</summary>
public interface IChannelReader
{
    /// <summary>All, by key.</summary>
    Task<IReadOnlyList<ChannelDetails>> AllAsync(Caller caller, CancellationToken ct);

    Task<IReadOnlyList<ChannelDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct);

    Task<IReadOnlyList<ChannelDetails>> FindByKeyAsync(Caller caller, IReadOnlyList<string> keys, CancellationToken ct);
}
