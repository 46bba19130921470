using System.Security.Cryptography;
using System.Text;
using Dam.Domain.Access;
using Dam.Domain.Rights;
using Microsoft.Extensions.Options;

namespace Dam.Api.Access;

/// <summary>The keys that this service knows, as hashes: comparing hashes takes the same time wherever two keys differ, whatever their lengths.</summary>
internal sealed class ApiKeys
{
    private readonly List<(byte[] Hash, Caller Caller)> _known = [];

    public ApiKeys(IOptions<AccessOptions> options)
    {
        Add(options.Value.BootstrapKey, Caller.Administrator("bootstrap"));
        Territory? territory = Territory.TryParse(options.Value.StorefrontTerritory, out var parsed) ? parsed : null;
        Add(options.Value.StorefrontKey, Caller.Storefront("storefront", territory, options.Value.StorefrontChannel));
    }

    public bool IsEmpty => _known.Count == 0;

    /// <summary>Null for a key that is not known.</summary>
    public Caller? Find(string key)
    {
        var hash = Hash(key);
        Caller? found = null;
        foreach (var (known, caller) in _known)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
            {
                found = caller;
            }
        }

        return found;
    }

    private void Add(string? key, Caller caller)
    {
        if (key is not null)
        {
            _known.Add((Hash(key), caller));
        }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
