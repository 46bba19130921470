using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Jobs;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Tests.Snapshots;

namespace Dam.Tests.Infrastructure.Persistence;

public sealed class EnumNumberTests
{
    /// <summary>The numbers are in databases: a name may get a new one, none may change.</summary>
    [Fact]
    public void Numbers_Should_StayAsTheyAre_When_NamesAreAdded()
    {
        Type[] kept = [typeof(AssetKind), typeof(AssetStatus), typeof(ProcessingState), typeof(TerritoryMode), typeof(SkuRole), typeof(ReleaseKind), typeof(ChangeKind), typeof(JobPriority)];

        Snapshot.Match(string.Join('\n', kept.SelectMany(type => Enum.GetValues(type).Cast<object>(), (type, value) => $"{type.Name}.{value} = {Convert.ToInt32(value, provider: null)}")));
    }
}
