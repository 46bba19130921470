using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Dam.Domain.Audit;

/// <summary>What of an event is sealed.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="DetailsHash">SHA-256 over salt and details (<see cref="AuditChain.HashDetails"/>), 64 lower-case hexadecimal digits.</param>
public sealed record AuditHeader(
    long Sequence, Guid Id, int Kind, string Action, string Actor, Guid? AssetId, Guid? SkuId, DateTimeOffset OccurredAt, string DetailsHash);

/// <summary>
/// The chain of hashes over all events: each is the SHA-256 over the one before and the event's header, so that what is changed, taken out or moved shows in every hash behind it. Details enter
/// by a salted hash of theirs, and can be erased without breaking the chain.
/// </summary>
public static class AuditChain
{
    /// <summary>What the first event's hash is taken over.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>SHA-256 over the salt and the details in UTF-8; no details are an empty text.</summary>
    public static string HashDetails(ReadOnlySpan<byte> salt, string? details)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(details ?? ""));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// SHA-256 over: previous hash (32 bytes), sequence, kind and UTC ticks (8 bytes each, big-endian), id, asset and SKU (16 bytes each, most significant first, zeros for none), action and actor
    /// (length in 4 bytes, UTF-8), hash of the details (32 bytes).
    /// </summary>
    public static string Next(string previous, AuditHeader header)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(previous));
        Append(hash, header.Sequence);
        Append(hash, header.Kind);
        Append(hash, header.OccurredAt.UtcTicks);
        Append(hash, header.Id);
        Append(hash, header.AssetId ?? Guid.Empty);
        Append(hash, header.SkuId ?? Guid.Empty);
        Append(hash, header.Action);
        Append(hash, header.Actor);
        hash.AppendData(Convert.FromHexString(header.DetailsHash));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
