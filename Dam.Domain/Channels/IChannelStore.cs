namespace Dam.Domain.Channels;

/// <summary>Channels as a use case changes them, within its unit of work.</summary>
public interface IChannelStore
{
    /// <summary>For changing; null when unknown.</summary>
    Task<Channel?> FindAsync(string key, CancellationToken ct);

    /// <summary>Which of these keys are channels'.</summary>
    Task<IReadOnlySet<string>> FindKeysAsync(IReadOnlyCollection<string> keys, CancellationToken ct);

    void Add(Channel channel);
}
