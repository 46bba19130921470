using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Assets;

/// <summary>One state of an asset's bytes, with its own status.</summary>
[ObjectType<VersionDetails>(
    Name = "AssetVersion",
    Ignore =
    [
        nameof(VersionDetails.AssetId), nameof(VersionDetails.Columns), nameof(VersionDetails.Digest), nameof(VersionDetails.Region), nameof(VersionDetails.Processing),
        nameof(VersionDetails.ProcessingStage), nameof(VersionDetails.Problems), nameof(VersionDetails.Image),
        nameof(VersionDetails.Duration), nameof(VersionDetails.PageCount), nameof(VersionDetails.PictureSize),
    ])]
[Node<VersionById>(NodeIds.Version)]
internal static class AssetVersionNode
{
    public static Sha256? GetChecksum([Parent] VersionDetails version) => new Sha256(version.Digest);

    /// <summary>Why, in the words of who made it or decided on it; for those who work on assets.</summary>
    [Authorize(Permissions.ReadAssets)]
    public static string? GetNote([Parent] VersionDetails version) => version.Note;

    /// <summary>Who brought the bytes; for those who work on assets.</summary>
    [Authorize(Permissions.ReadAssets)]
    public static Principal? GetCreatedBy([Parent] VersionDetails version) => new(version.CreatedBy, version.CreatedBy);
}

/// <summary>A person or a service.</summary>
internal sealed record Principal([property: ID] string Id, string Name);
