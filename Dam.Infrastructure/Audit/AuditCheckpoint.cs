using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dam.Infrastructure.Audit;

/// <summary>What the chain was at an instant, signed: it cannot be cut before that event nor be written anew without the key.</summary>
/// <param name="Sequence">Of the event.</param>
/// <param name="Hash">Of the event.</param>
/// <param name="At">When this was signed, UTC.</param>
/// <param name="KeyId">Which key signed it.</param>
/// <param name="Signature">ECDSA with SHA-256, in IEEE P1363 format, over <see cref="TextOf"/>.</param>
internal sealed record AuditCheckpoint(long Sequence, string Hash, DateTimeOffset At, string KeyId, byte[] Signature)
{
    public static AuditCheckpoint Sign(AuditKey key, long sequence, string hash, DateTimeOffset at) => new(sequence, hash, at, key.Id, key.Sign(TextOf(sequence, hash, at, key.Id)));

    /// <summary>Throws <see cref="JsonException"/> for what is none.</summary>
    public static AuditCheckpoint Parse(byte[] json) => JsonSerializer.Deserialize(json, AuditJson.Default.AuditCheckpoint) ?? throw new JsonException("It is null.");

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditCheckpoint);

    public bool IsSignedBy(AuditKey key) => key.Id == KeyId && key.Verify(TextOf(Sequence, Hash, At, KeyId), Signature);

    /// <summary>Lines of what it says, each ended by a line feed: the words <c>dam audit checkpoint</c>, sequence, hash, UTC ticks, id of the key.</summary>
    private static byte[] TextOf(long sequence, string hash, DateTimeOffset at, string keyId) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"dam audit checkpoint\n{sequence}\n{hash}\n{at.UtcTicks}\n{keyId}\n"));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class AuditJson : JsonSerializerContext;
