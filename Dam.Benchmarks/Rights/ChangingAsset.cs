using System.Collections.Concurrent;
using System.Text.Json;

namespace Dam.Benchmarks.Rights;

/// <summary>An asset whose rights are taken away and given back, in every way there is, and what may be answered about it meanwhile.</summary>
internal sealed class ChangingAsset(string id, RightsClient client, ConcurrentQueue<MediaAddress> dead)
{
    private const string Territory = "DE";

    private static readonly Func<ChangingAsset, Task>[] Ways =
        [TakeDownAsync, ExpireAsync, EmbargoAsync, BlockTerritoryAsync, RevokeLicenseAsync, RevokeReleaseAsync, ArchiveAsync, DeleteAsync, RevokeUrlsAsync];

    private volatile MediaAddress? _address;

    private Timeline Verdict { get; } = new();

    public MediaAddress Address => _address!;

    /// <summary>How often something was changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Lets it be delivered everywhere, and gets its address.</summary>
    public async Task PrepareAsync()
    {
        await SetRightsAsync(new { embargoUntil = (string?)null, expiresAt = (string?)null, territories = (object?)null, channels = (object?)null, purposes = (object?)null, licenseId = (string?)null, releaseIds = (object?)null, needsRelease = false });
        _address = await GetAddressAsync();
    }

    public Task ChangeAsync() => Ways[Random.Shared.Next(Ways.Length)](this);

    /// <summary>Whether the API says what it has to.</summary>
    public async Task<bool> AgreesAsync()
    {
        var asked = Clock.Now;
        var found = (await client.QueryAsync("query($id: ID!, $in: Territory!) { asset(id: $id) { delivery(context: { territory: $in }) { allowed } } }", new { id, @in = Territory })).GetProperty("asset");
        var allowed = found.ValueKind != JsonValueKind.Null && found.GetProperty("delivery").GetProperty("allowed").GetBoolean();
        return Verdict.Judge(asked, Clock.Now, refused: asked) is not { } expected || expected == allowed;
    }

    private static Task TakeDownAsync(ChangingAsset asset) => asset.InTurnsAsync(
        () => asset.DoAsync("takeDownAsset", "TakeDownAssetInput", new { assetId = asset.Id, reason = "bench" }),
        () => asset.DoAsync("reinstateAsset", "ReinstateAssetInput", new { assetId = asset.Id, reason = "bench" }));

    private static Task BlockTerritoryAsync(ChangingAsset asset) => asset.InTurnsAsync(
        () => asset.SetRightsAsync(new { territories = new { mode = "EXCEPT", territories = new[] { Territory } } }),
        () => asset.SetRightsAsync(new { territories = (object?)null }));

    private static Task ArchiveAsync(ChangingAsset asset) => asset.InTurnsAsync(
        () => asset.DoAsync("setAssetStatus", "SetAssetStatusInput", new { assetId = asset.Id, status = "ARCHIVED" }),
        () => asset.DoAsync("setAssetStatus", "SetAssetStatusInput", new { assetId = asset.Id, status = "APPROVED" }));

    private static Task DeleteAsync(ChangingAsset asset) => asset.InTurnsAsync(
        () => asset.DoAsync("deleteAsset", "DeleteAssetInput", new { assetId = asset.Id }),
        () => asset.DoAsync("restoreAsset", "RestoreAssetInput", new { assetId = asset.Id }));

    private static async Task RevokeLicenseAsync(ChangingAsset asset)
    {
        var licenseId = (await asset.Client.ChangeAsync("createLicense", "CreateLicenseInput", "license { id }", new { name = "bench" })).GetProperty("license").GetProperty("id").GetString();
        await asset.SetRightsAsync(new { licenseId });
        await asset.InTurnsAsync(
            () => asset.DoAsync("revokeLicense", "RevokeLicenseInput", new { licenseId, reason = "bench" }),
            () => asset.SetRightsAsync(new { licenseId = (string?)null }));
    }

    private static async Task RevokeReleaseAsync(ChangingAsset asset)
    {
        var releaseId = (await asset.Client.ChangeAsync("createRelease", "CreateReleaseInput", "release { id }", new { kind = "MODEL", subject = "bench" })).GetProperty("release").GetProperty("id").GetString();
        await asset.SetRightsAsync(new { releaseIds = new[] { releaseId } });
        await asset.InTurnsAsync(
            () => asset.DoAsync("revokeRelease", "RevokeReleaseInput", new { releaseId, reason = "bench" }),
            () => asset.SetRightsAsync(new { releaseIds = (object?)null }));
    }

    private static async Task ExpireAsync(ChangingAsset asset)
    {
        var end = Clock.Now + 1.5 + (2.5 * Random.Shared.NextDouble());
        var refused = asset.Verdict.Begin(allows: false, end);
        await asset.SetRightsAsync(new { expiresAt = Clock.InstantOf(end) });
        asset.Verdict.Confirm(refused);
        await PauseAsync(end - Clock.Now);
        await HoldAsync();
        await asset.ToldAsync(allows: true, () => asset.SetRightsAsync(new { expiresAt = (string?)null }));
    }

    private static async Task EmbargoAsync(ChangingAsset asset)
    {
        var end = Clock.Now + 2 + (3 * Random.Shared.NextDouble());
        await asset.ToldAsync(allows: false, () => asset.SetRightsAsync(new { embargoUntil = Clock.InstantOf(end) }));
        asset.Verdict.Confirm(asset.Verdict.Begin(allows: true, end));
        await PauseAsync(end - Clock.Now);
        await HoldAsync();
        await asset.SetRightsAsync(new { embargoUntil = (string?)null });
    }

    private static async Task RevokeUrlsAsync(ChangingAsset asset)
    {
        var old = asset.Address;
        var revoked = old.Own.Begin(allows: false);
        await asset.DoAsync("revokeDeliveryUrls", "RevokeDeliveryUrlsInput", new { assetId = asset.Id, reason = "bench" });
        old.Own.Confirm(revoked);
        asset.Dead.Enqueue(old);
        asset._address = await asset.GetAddressAsync();
        await HoldAsync();
    }

    private string Id => id;

    private RightsClient Client => client;

    private ConcurrentQueue<MediaAddress> Dead => dead;

    /// <summary>Refused for a while, and allowed again.</summary>
    private async Task InTurnsAsync(Func<Task> refuse, Func<Task> allow)
    {
        await ToldAsync(allows: false, refuse);
        await HoldAsync();
        await ToldAsync(allows: true, allow);
        await HoldAsync();
    }

    private async Task ToldAsync(bool allows, Func<Task> change)
    {
        var told = Verdict.Begin(allows);
        await change();
        Verdict.Confirm(told);
    }

    /// <summary>Some seconds, so that there is something to see past the first one.</summary>
    private static Task HoldAsync() => PauseAsync(1.5 + (2.5 * Random.Shared.NextDouble()));

    private static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(Math.Max(0, seconds)));

    private Task SetRightsAsync(object rights) => DoAsync("setAssetRights", "SetAssetRightsInput", new { assetId = id, rights });

    private async Task DoAsync(string mutation, string input, object variables)
    {
        await client.ChangeAsync(mutation, input, "__typename", variables);
        Changes++;
    }

    private async Task<MediaAddress> GetAddressAsync()
    {
        var found = await client.QueryAsync(
            "query($id: ID!, $in: Territory!) { asset(id: $id) { rendition(transform: { width: 200, format: JPEG }, context: { territory: $in }) { url } } }", new { id, @in = Territory });
        return new MediaAddress(new Uri(found.GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!).PathAndQuery, Verdict);
    }
}
