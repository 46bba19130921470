using Dam.Domain.Access;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <param name="Name">What queries name it by; unique.</param>
/// <param name="Transform">What a query's own transform is laid over.</param>
/// <param name="IsEager">Made of every version as soon as it is processed.</param>
public sealed record PresetDetails(string Name, string? Description, Transform Transform, bool IsEager);

/// <summary>Reads presets, one SQL statement a call. Every caller who may read anything sees all of them.</summary>
public interface IPresetReader
{
    /// <summary>All, by name; at most <see cref="RenditionPreset.Most"/>.</summary>
    Task<IReadOnlyList<PresetDetails>> AllAsync(Caller caller, CancellationToken ct);

    Task<IReadOnlyList<PresetDetails>> FindAsync(Caller caller, IReadOnlyList<string> names, CancellationToken ct);
}
