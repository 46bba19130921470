namespace Dam.Api.Assets;

/// <summary>A checksum as clients write it: 64 lower-case hexadecimal digits.</summary>
internal readonly record struct Sha256(string Hex)
{
    private const int Length = 64;

    public static bool TryParse(string text, out Sha256 digest)
    {
        digest = new Sha256(text);
        return text.Length == Length && text.All(char.IsAsciiHexDigitLower);
    }
}
