using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Domain.Imaging;
using Dam.Domain.Likenesses;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>The methods of <see cref="IImageEngine"/>.</summary>
internal enum PictureStep
{
    Identify,
    Blocks,
    Prepare,
    Look,
    Render,
    RenderSet,
}

/// <summary>What a process is asked to do with one picture.</summary>
internal sealed record PictureTask(PictureStep Step)
{
    /// <summary>Of the picture's file, in bytes.</summary>
    public long Length { get; init; }

    public ImagingOptions Bounds { get; init; } = new();

    /// <summary>What to make: one for a rendition, several for a set; as <see cref="CanonicalTransform"/> writes them.</summary>
    public IReadOnlyList<string> Transforms { get; init; } = [];

    /// <summary>Of a rendition.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>Those that the transforms name.</summary>
    public IReadOnlyList<Watermark> Marks { get; init; } = [];
}

/// <summary>What is wrong with the picture or with the load.</summary>
internal sealed record PictureRefusal(ImageProblem Problem, string Message);

[JsonSourceGenerationOptions(Converters = [typeof(LikenessConverter)])]
[JsonSerializable(typeof(PictureTask))]
[JsonSerializable(typeof(PictureRefusal))]
[JsonSerializable(typeof(ImageHeader))]
[JsonSerializable(typeof(EmbeddedBlocks))]
[JsonSerializable(typeof(ImageFacts))]
[JsonSerializable(typeof(Likeness))]
internal sealed partial class PictureJson : JsonSerializerContext;

internal sealed class LikenessConverter : JsonConverter<Likeness>
{
    public override Likeness Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Likeness.Read(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, Likeness value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Levels);
}
