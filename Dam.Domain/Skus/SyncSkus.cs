using Dam.Domain.Access;

namespace Dam.Domain.Skus;

/// <summary>An asset by one of its keys; exactly one is given.</summary>
/// <param name="Digest">SHA-256 of the current version.</param>
/// <param name="Filename">File name of the current version, compared ordinally.</param>
public sealed record AssetRef(Guid? Id, string? Digest, string? Filename)
{
    /// <summary>The id as the caller wrote it, for an answer that names it.</summary>
    public string? IdAsGiven { get; init; }
}

public sealed record SkuLinkRow(AssetRef Asset, SkuRole Role);

/// <param name="Name">Stays when not given; null clears it.</param>
/// <param name="Links">Null when not given: stay.</param>
public sealed record SkuRow(string Code, Rights.Change<string> Name, IReadOnlyList<SkuLinkRow>? Links);

/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record SyncSkus(IReadOnlyList<SkuRow> Skus, ErrorPolicy ErrorPolicy, bool DryRun = false) : Command;

/// <param name="SkuId">Null when the row was refused, and of a SKU that a dry run would make.</param>
public sealed record SyncedSku(Guid? SkuId, IReadOnlyList<DomainError> Errors)
{
    /// <summary>The assets that the SKU showed before and shows no more.</summary>
    public IReadOnlyList<Guid> Unlinked { get; init; } = [];
}

/// <param name="Rows">In the order of the input.</param>
public sealed record SyncedSkus(IReadOnlyList<SyncedSku> Rows, int Created, int Updated, int Unchanged);

/// <summary>Creates or updates SKUs and replaces the links of those that it names. The same call twice changes nothing.</summary>
public sealed class SyncSkusHandler(IUnitsOfWork units, TimeProvider time)
{
    public const int MostRows = 1000;

    public const int MostLinks = 200;

    public async Task<Outcome<SyncedSkus>> HandleAsync(Caller caller, SyncSkus command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteSkus))
        {
            return new NotAuthorized(Permissions.WriteSkus);
        }

        if (command.Skus.Count > MostRows)
        {
            return new InvalidInput("TOO_MANY_ROWS", $"At most {MostRows} SKUs a call; {command.Skus.Count} were given.") { Path = ["input", "skus"] };
        }

        return await units.RunAsync(caller, command, unit => SyncAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<SyncedSkus>> SyncAsync(IUnitOfWork unit, Caller caller, SyncSkus command, CancellationToken ct)
    {
        var existing = (await unit.Skus.FindAsync([.. command.Skus.Select(row => row.Code).Distinct(StringComparer.Ordinal)], ct))
            .ToDictionary(sku => sku.Code, StringComparer.Ordinal);
        var assets = await AssetKeys.FindAsync(unit.Skus, command.Skus.SelectMany(row => row.Links ?? []).Select(link => link.Asset), ct);
        var rows = new List<SyncedSku>(command.Skus.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int created = 0, updated = 0, unchanged = 0;
        for (var index = 0; index < command.Skus.Count; index++)
        {
            var row = command.Skus[index];
            var path = new[] { "input", "skus", index.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            var (links, errors) = Check(row, assets, seen, path);
            if (errors.Count > 0)
            {
                rows.Add(new SyncedSku(SkuId: null, errors));
                continue;
            }

            var before = existing.TryGetValue(row.Code, out var sku) ? sku.AssetIds() : [];
            if (sku is null)
            {
                created++;
                if (!command.DryRun)
                {
                    sku = new Sku(row.Code, row.Name.Value, time.GetUtcNow());
                    unit.Skus.Add(sku);
                    sku.Link(links ?? []);
                    unit.Events.SkuSynced(caller, sku, before, "sku.created");
                }
            }
            else if ((row.Name.IsGiven && sku.Name != row.Name.Value) || (links is not null && !sku.Shows(links)))
            {
                updated++;
                if (!command.DryRun)
                {
                    if (row.Name.IsGiven)
                    {
                        sku.Rename(row.Name.Value);
                    }

                    if (links is not null)
                    {
                        sku.Link(links);
                    }

                    unit.Events.SkuSynced(caller, sku, before, "sku.updated");
                }
            }
            else
            {
                unchanged++;
            }

            var shown = links?.Select(link => link.AssetId).ToHashSet();
            rows.Add(new SyncedSku(sku?.Id, []) { Unlinked = shown is null ? [] : [.. before.Where(id => !shown.Contains(id))] });
        }

        if (command.ErrorPolicy == ErrorPolicy.RejectAll && rows.SelectMany(row => row.Errors).ToList() is { Count: > 0 } refusals)
        {
            return Outcome<SyncedSkus>.Refused(refusals);
        }

        return new SyncedSkus(rows, created, updated, unchanged);
    }

    private static (List<(Guid AssetId, SkuRole Role)>? Links, List<DomainError> Errors) Check(
        SkuRow row, AssetKeys assets, HashSet<string> seen, string[] path)
    {
        var errors = new List<DomainError>();
        if (string.IsNullOrWhiteSpace(row.Code) || row.Code.Length > Sku.LongestCode || row.Code.Any(char.IsControl) || row.Code.EndsWith(' '))
        {
            errors.Add(new InvalidInput("SKU_CODE_INVALID", $"A SKU's code has 1 to {Sku.LongestCode} characters, none of them control characters and the last one no space.") { Path = [.. path, "code"] });
        }
        else if (!seen.Add(row.Code))
        {
            errors.Add(new InvalidInput("SKU_TWICE", $"The SKU \"{row.Code}\" is named by an earlier row of this call already.") { Path = [.. path, "code"] });
        }

        if (row.Name.Value is { } name && (name.Length > Sku.LongestName || name.Any(char.IsControl)))
        {
            errors.Add(new InvalidInput("SKU_NAME_INVALID", $"A SKU's name has at most {Sku.LongestName} characters, none of them control characters.") { Path = [.. path, "name"] });
        }

        if (row.Links is not { } wanted)
        {
            return (null, errors);
        }

        if (wanted.Count > MostLinks)
        {
            errors.Add(new InvalidInput("TOO_MANY_LINKS", $"A SKU has at most {MostLinks} links.") { Path = [.. path, "links"] });
            return (null, errors);
        }

        var links = new List<(Guid AssetId, SkuRole Role)>(wanted.Count);
        for (var index = 0; index < wanted.Count; index++)
        {
            string[] linkPath = [.. path, "links", index.ToString(System.Globalization.CultureInfo.InvariantCulture), "asset"];
            var (assetId, error) = assets.Resolve(wanted[index].Asset);
            if (error is not null)
            {
                errors.Add(error with { Path = linkPath });
            }
            else if (links.Contains((assetId, wanted[index].Role)))
            {
                errors.Add(new InvalidInput("LINK_TWICE", "The same asset is linked in the same role twice.") { Path = linkPath });
            }
            else
            {
                links.Add((assetId, wanted[index].Role));
            }
        }

        return (links, errors);
    }

    /// <summary>All assets that a call names, found in two statements.</summary>
    private sealed class AssetKeys(IReadOnlySet<Guid> ids, ILookup<string, Guid> byDigest, ILookup<string, Guid> byFilename)
    {
        public static async Task<AssetKeys> FindAsync(ISkuStore store, IEnumerable<AssetRef> references, CancellationToken ct)
        {
            var wanted = references.ToList();
            var ids = wanted.Select(reference => reference.Id).OfType<Guid>().ToHashSet();
            var digests = wanted.Select(reference => reference.Digest).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var filenames = wanted.Select(reference => reference.Filename).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var known = ids.Count == 0 ? new HashSet<Guid>() : await store.FindAssetsAsync(ids, ct);
            var found = digests.Count + filenames.Count == 0 ? [] : await store.FindAssetsAsync(digests, filenames, ct);
            return new AssetKeys(
                known,
                found.ToLookup(asset => asset.Digest, asset => asset.AssetId, StringComparer.Ordinal),
                found.ToLookup(asset => asset.Filename, asset => asset.AssetId, StringComparer.Ordinal));
        }

        public (Guid AssetId, DomainError? Error) Resolve(AssetRef reference)
        {
            if (reference.Id is { } id)
            {
                return (id, ids.Contains(id) ? null : new NotFound("ASSET", reference.IdAsGiven ?? id.ToString("N")));
            }

            var (candidates, key) = reference.Digest is { } digest
                ? (byDigest[digest].Distinct().ToList(), $"the checksum {digest}")
                : (byFilename[reference.Filename ?? ""].Distinct().ToList(), $"the file name \"{reference.Filename}\"");
            return candidates switch
            {
                [var only] => (only, null),
                [] => (default, new InvalidInput("ASSET_NOT_FOUND", $"No asset has {key}.")),
                _ => (default, new InvalidInput("ASSET_AMBIGUOUS", $"{candidates.Count} assets share {key}; name the asset by its id.")),
            };
        }
    }
}
