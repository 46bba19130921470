using System.Security.Cryptography;

namespace Dam.GraphQL.Diagnostics;

/// <summary>Names a document in traces and logs, which must not hold its text: SHA-256 in lower-case hexadecimal, as persisted queries have it.</summary>
internal static class DocumentHash
{
    public static string Of(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));
}
