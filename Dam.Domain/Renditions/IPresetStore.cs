namespace Dam.Domain.Renditions;

/// <summary>Presets as a use case changes them, within its unit of work.</summary>
public interface IPresetStore
{
    /// <summary>For changing; null when unknown.</summary>
    Task<RenditionPreset?> FindAsync(string name, CancellationToken ct);

    Task<int> CountAsync(CancellationToken ct);

    /// <summary>Whether there is one that is made of every version.</summary>
    Task<bool> AnyEagerAsync(CancellationToken ct);

    void Add(RenditionPreset preset);

    void Remove(RenditionPreset preset);
}
