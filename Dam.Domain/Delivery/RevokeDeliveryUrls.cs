using Dam.Domain.Access;
using Dam.Domain.Assets;

namespace Dam.Domain.Delivery;

/// <param name="Reason">For the audit; 1 to <see cref="LongestReason"/> characters.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record RevokeDeliveryUrls(Guid AssetId, string Reason, bool DryRun = false) : Command
{
    public const int LongestReason = 2000;
}

/// <summary>Kills every media URL of an asset that was ever given out, those of working copies included. Those that are made from now on are good.</summary>
public sealed class RevokeDeliveryUrlsHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, RevokeDeliveryUrls command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteRights))
        {
            return new NotAuthorized(Permissions.WriteRights);
        }

        return command.Reason.Length is 0 or > RevokeDeliveryUrls.LongestReason || command.Reason.Contains('\0', StringComparison.Ordinal)
            ? new InvalidInput("REASON_INVALID", $"A reason has 1 to {RevokeDeliveryUrls.LongestReason} characters, none of them U+0000.") { Path = ["input", "reason"] }
            : await units.RunAsync(caller, command, unit => RevokeAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> RevokeAsync(IUnitOfWork unit, Caller caller, RevokeDeliveryUrls command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, expectedRevision: null, ct);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        if (command.DryRun)
        {
            return new AssetId(asset.Id);
        }

        // Told as a change of the asset, not of its verdict: who shows it has to ask for another URL.
        unit.Events.AssetUpdated(caller, asset, "asset.urls-revoked", new { command.Reason, Epoch = asset.Epoch + 1 }, () => asset.RevokeUrls(time.GetUtcNow()));
        return new AssetId(asset.Id);
    }
}
