using System.Security.Cryptography;
using System.Text;

namespace Dam.Client.Sample;

/// <summary>All files of <c>clients/operations</c> as one document: the service gets its text once, after that its hash and an operation's name.</summary>
internal static class Operations
{
    public static string Document { get; } = Read();

    /// <summary>SHA-256 of the document in hexadecimal.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document)));

    /// <summary>Whether an operation changes nothing, so that it may be run again.</summary>
    public static bool IsQuery(string name) => Document.Contains($"query {name}(", StringComparison.Ordinal);

    private static string Read()
    {
        var assembly = typeof(Operations).Assembly;
        var text = new StringBuilder();
        foreach (var file in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            text.AppendLine(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
