using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Renditions;

/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record DeletePreset(string Name, bool DryRun) : Command;

/// <summary>Takes a preset away. What was made by it stays: a URL keeps its transform, and so does the file.</summary>
public sealed class DeletePresetHandler(IUnitsOfWork units)
{
    public async Task<Outcome<PresetName>> HandleAsync(Caller caller, DeletePreset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WritePresets))
        {
            return new NotAuthorized(Permissions.WritePresets);
        }

        return await units.RunAsync(caller, command, unit => DeleteAsync(unit, caller, command, ct), ct);
    }

    private static async Task<Outcome<PresetName>> DeleteAsync(IUnitOfWork unit, Caller caller, DeletePreset command, CancellationToken ct)
    {
        // What is no name is never looked for.
        if (!RenditionPreset.IsName(command.Name) || await unit.Presets.FindAsync(command.Name, ct) is not { } preset)
        {
            return new NotFound("PRESET", command.Name) { Path = ["input", "name"] };
        }

        if (!command.DryRun)
        {
            unit.Presets.Remove(preset);
            unit.Events.Add(new Event(Kind: null, "preset.deleted", caller.Subject, Details: new { command.Name, preset.IsEager }));
        }

        return new PresetName(command.Name);
    }
}
