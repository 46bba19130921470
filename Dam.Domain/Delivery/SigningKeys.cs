using System.Diagnostics.CodeAnalysis;

namespace Dam.Domain.Delivery;

/// <summary>A secret with a name, so that what it signed can be told after it was followed by another.</summary>
public sealed class SigningKey
{
    /// <summary>In bytes; RFC 2104, section 3, asks for no less than the hash's own length.</summary>
    public const int ShortestSecret = 32;

    private readonly byte[] _secret;

    /// <param name="id">1 to 16 of <c>a-z</c> and <c>0-9</c>; part of every URL that the key signs.</param>
    /// <param name="secret">At least <see cref="ShortestSecret"/> bytes.</param>
    public SigningKey(string id, byte[] secret)
    {
        if (!IsId(id))
        {
            throw new ArgumentException($"A signing key's id is 1 to 16 of a-z and 0-9; \"{id}\" is not.");
        }

        if (secret.Length < ShortestSecret)
        {
            throw new ArgumentException($"The signing key \"{id}\" has {secret.Length} bytes; at least {ShortestSecret} are needed.");
        }

        Id = id;
        _secret = secret;
    }

    public string Id { get; }

    public ReadOnlySpan<byte> Secret => _secret;

    private static bool IsId(string id) => id.Length is >= 1 and <= 16 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}

/// <summary>The key ring: the newest key signs, every key verifies.</summary>
public sealed class SigningKeys
{
    private readonly SigningKey[] _keys;

    /// <param name="keys">Oldest first, at least one, no id twice.</param>
    public SigningKeys(IEnumerable<SigningKey> keys)
    {
        _keys = [.. keys];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("There is no signing key.");
        }

        if (_keys.GroupBy(key => key.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"There are two signing keys with the id \"{twice.Key}\".");
        }
    }

    public SigningKey Newest => _keys[^1];

    public bool TryFind(ReadOnlySpan<char> id, [NotNullWhen(true)] out SigningKey? key)
    {
        foreach (var candidate in _keys)
        {
            if (id.SequenceEqual(candidate.Id))
            {
                key = candidate;
                return true;
            }
        }

        key = null;
        return false;
    }
}
