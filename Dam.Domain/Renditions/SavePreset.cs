using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

public sealed record SavePreset(string Name, string? Description, Transform Transform, bool IsEager) : Command;

/// <summary>Name of the preset that a use case made or changed.</summary>
public sealed record PresetName(string Value);

/// <summary>Makes a preset, or replaces what the one of this name says.</summary>
public sealed class SavePresetHandler(IUnitsOfWork units, IWatermarks watermarks, TimeProvider time)
{
    public async Task<Outcome<PresetName>> HandleAsync(Caller caller, SavePreset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WritePresets))
        {
            return new NotAuthorized(Permissions.WritePresets);
        }

        return Problems(command).ToList() is { Count: > 0 } problems
            ? Outcome<PresetName>.Refused(problems)
            : await units.RunAsync(caller, command, unit => SaveAsync(unit, caller, command, ct), ct);
    }

    private IEnumerable<DomainError> Problems(SavePreset command)
    {
        if (!RenditionPreset.IsName(command.Name))
        {
            yield return new InvalidInput(
                "PRESET_NAME_INVALID",
                $"A preset's name is 1 to {RenditionPreset.LongestName} lower-case letters, digits and, between them, hyphens, underscores and dots.")
            { Path = ["input", "name"] };
        }

        if (command.Description is { } text && (text.Length > RenditionPreset.LongestDescription || text.Contains('\0', StringComparison.Ordinal)))
        {
            yield return new InvalidInput(
                "DESCRIPTION_INVALID", $"A description has at most {RenditionPreset.LongestDescription} characters, none of them U+0000.")
            { Path = ["input", "description"] };
        }

        if (watermarks.Problem(command.Transform.Watermark, "input", "watermark") is { } unknown)
        {
            yield return unknown;
        }

        foreach (var problem in command.Transform.Validate())
        {
            yield return new InvalidInput("INVALID_TRANSFORM", problem.Message) { Path = ["input", "transform", problem.Path] };
        }
    }

    private async Task<Outcome<PresetName>> SaveAsync(IUnitOfWork unit, Caller caller, SavePreset command, CancellationToken ct)
    {
        var preset = await unit.Presets.FindAsync(command.Name, ct);
        if (preset is null)
        {
            if (await unit.Presets.CountAsync(ct) >= RenditionPreset.Most)
            {
                return new InvalidInput("PRESETS_TOO_MANY", $"There are {RenditionPreset.Most} presets, and no more can be kept.") { Path = ["input", "name"] };
            }

            preset = new RenditionPreset(command.Name, time.GetUtcNow());
            unit.Presets.Add(preset);
        }

        if (preset.Change(command.Description, command.Transform, command.IsEager))
        {
            unit.Events.Add(new Event(Kind: null, "preset.saved", caller.Subject, Details: new { command.Name, command.IsEager }));
        }

        return new PresetName(command.Name);
    }
}
