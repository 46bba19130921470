using Dam.Domain.Access;
using Dam.Domain.Skus;
using Dam.GraphQL.Batching;

namespace Dam.Api.Skus;

internal sealed class SkuById(Caller caller, ISkuReader reader) : BatchLoader<Guid, SkuDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, SkuDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindAsync(caller, keys, ct)).ToDictionary(sku => sku.Id);
}

internal sealed class SkuByCode(Caller caller, ISkuReader reader) : BatchLoader<string, SkuDetails>
{
    protected override async Task<IReadOnlyDictionary<string, SkuDetails>> FetchAsync(IReadOnlyList<string> keys, CancellationToken ct) =>
        (await reader.FindByCodeAsync(caller, keys, ct)).ToDictionary(sku => sku.Code, StringComparer.Ordinal);
}
