using System.Text;

namespace Dam.Api.Uploads;

/// <summary>The header <c>Upload-Metadata</c>: keys with values in Base64, which are texts here.</summary>
internal static class TusMetadata
{
    public static bool TryParse(string header, out Dictionary<string, string> values)
    {
        values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = pair.IndexOf(' ');
            var key = space < 0 ? pair : pair[..space];
            var bytes = new byte[pair.Length];
            if (!key.All(char.IsAscii) || !Convert.TryFromBase64String(space < 0 ? "" : pair[(space + 1)..], bytes, out var length)
                || !values.TryAdd(key, Encoding.UTF8.GetString(bytes, 0, length)))
            {
                return false;
            }
        }

        return true;
    }
}
