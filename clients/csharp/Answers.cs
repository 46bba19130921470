using System.Text.Json.Serialization;

namespace Dam.Client.Sample;

// What the operations select, and no more. A mutation's errors are data: a type for each that is treated in a way of its own, and one for all others.

internal sealed record CreateUploadAnswer(CreateUploadPayload CreateUpload);

internal sealed record CreateUploadPayload(Upload? Upload, IReadOnlyList<Refusal> Errors);

internal sealed record Upload(string Id, UploadTarget Target);

internal sealed record UploadTarget(Uri Url, string Method, IReadOnlyList<HttpHeader> Headers);

internal sealed record HttpHeader(string Name, string Value);

internal sealed record CreateAssetAnswer(CreateAssetPayload CreateAsset);

internal sealed record CreateAssetPayload(AssetName? Asset, IReadOnlyList<Refusal> Errors);

internal sealed record AssetName(string Id, string Title);

internal sealed record ApproveAssetAnswer(ApproveAssetPayload SetAssetStatus);

internal sealed record ApproveAssetPayload(IReadOnlyList<Refusal> Errors);

internal sealed record AssetProcessingAnswer(ProcessedAsset? Asset);

internal sealed record ProcessedAsset(Processing Processing);

internal sealed record Processing(ProcessingState State, IReadOnlyList<ProcessingProblem> Problems);

internal sealed record ProcessingProblem(string Code, string Message);

internal enum ProcessingState
{
    Pending,
    Processing,
    Ready,
    Failed,
    Quarantined,
}

internal sealed record SyncSkusAnswer(SyncSkusPayload SyncSkus);

internal sealed record SyncSkusPayload(int Created, int Updated, int Unchanged, IReadOnlyList<Refusal> Errors);

internal sealed record ProductImagesAnswer(Product? Sku);

internal sealed record Product(string? Name, LinkedAssets Assets);

internal sealed record LinkedAssets(IReadOnlyList<LinkedAsset> Nodes);

internal sealed record LinkedAsset(SkuRole Role, ShownAsset Asset);

internal sealed record ShownAsset(string Title, Rendition? Rendition);

internal sealed record Rendition(Uri Url, int Width, int Height);

internal enum SkuRole
{
    Primary,
    Gallery,
    Swatch,
    Detail,
    Lifestyle,
    Manual,
    Video,
    Other,
}

/// <summary>Why a mutation did nothing; <c>__typename</c> says which kind it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "__typename", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(DuplicateContent), "DuplicateContentError")]
[JsonDerivedType(typeof(RevisionConflict), "RevisionConflictError")]
internal record Refusal(string Code, string Message, IReadOnlyList<string>? Path);

/// <summary>An asset holds these bytes already.</summary>
internal sealed record DuplicateContent(string Code, string Message, IReadOnlyList<string>? Path, ExistingAsset? Existing) : Refusal(Code, Message, Path);

internal sealed record ExistingAsset(string Id);

/// <summary>Somebody changed the asset in the meantime.</summary>
internal sealed record RevisionConflict(string Code, string Message, IReadOnlyList<string>? Path, int CurrentRevision) : Refusal(Code, Message, Path);
