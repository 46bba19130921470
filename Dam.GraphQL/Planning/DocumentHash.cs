using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Dam.GraphQL.Planning;

/// <summary>SHA-256 of a document's text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DocumentHash(UInt128 High, UInt128 Low)
{
    /// <summary>Hexadecimal digits of a hash.</summary>
    public const int TextLength = 2 * SHA256.HashSizeInBytes;

    public static DocumentHash Of(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(document, hash);
        return Read(hash);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DocumentHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (text.Length == TextLength && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            hash = Read(bytes);
            return true;
        }

        hash = default;
        return false;
    }

    /// <summary>In lower-case hexadecimal, as persisted queries have it.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(bytes, High);
        MemoryMarshal.Write(bytes[16..], Low);
        return Convert.ToHexStringLower(bytes);
    }

    private static DocumentHash Read(ReadOnlySpan<byte> hash) => new(MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
}

/// <summary>What a plan is found by.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PlanKey(DocumentHash Document, string? OperationName);
