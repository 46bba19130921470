using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dam.Domain.Delivery;

/// <summary>
/// Signs the text of URLs with HMAC-SHA256 (RFC 2104), of which 144 bits are kept: 24 characters of base64url without padding. A signature is written
/// <c>{key id}.{24 characters}</c>.
/// </summary>
public sealed class UrlSigner(SigningKeys keys)
{
    /// <summary>A multiple of three, so that base64url needs no padding and each signature has one spelling only.</summary>
    private const int KeptBytes = 18;

    private const int Characters = KeptBytes / 3 * 4;

    /// <summary>The newest key's signature.</summary>
    public string Sign(ReadOnlySpan<char> text)
    {
        Span<char> signature = stackalloc char[Characters];
        Compute(keys.Newest, text, signature);
        return $"{keys.Newest.Id}.{signature}";
    }

    /// <summary>Whether one of the keys signed this text. Takes the same time whichever character differs.</summary>
    public bool Verify(ReadOnlySpan<char> signature, ReadOnlySpan<char> text)
    {
        var dot = signature.IndexOf('.');
        if (dot < 0 || signature.Length - dot - 1 != Characters || !keys.TryFind(signature[..dot], out var key))
        {
            return false;
        }

        Span<char> expected = stackalloc char[Characters];
        Compute(key, text, expected);
        return CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(signature[(dot + 1)..]));
    }

    private static void Compute(SigningKey key, ReadOnlySpan<char> text, Span<char> signature)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
        Base64Url.EncodeToChars(hash[..KeptBytes], signature);
    }
}
