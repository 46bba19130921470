using System.Globalization;

namespace Dam.Tests.Api.Durability;

/// <summary>
/// A real disk of some megabytes that only one process sees. Whoever may make user namespaces, as everybody may on Debian and in the pipeline, may mount memory in one of their own. It goes with the process.
/// </summary>
/// <param name="Path">Where the process has it; for everybody else an empty folder.</param>
internal sealed record SmallDisk(string Path, int Megabytes)
{
    private const string Ballast = "ballast";

    /// <summary>What starts a program on it.</summary>
    public IReadOnlyList<string> Starter =>
    [
        "unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c",
        string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={Megabytes}m none '{Path}' && cd '{Path}' && exec \"$@\""), "sh",
    ];

    /// <summary>The disk as the process sees it.</summary>
    public string Of(DamProcess service) => string.Create(CultureInfo.InvariantCulture, $"/proc/{service.Id}/root{Path}");

    /// <summary>Leaves no byte.</summary>
    public void Fill(DamProcess service)
    {
        using var ballast = new FileStream(System.IO.Path.Combine(Of(service), Ballast), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var megabyte = new byte[1024 * 1024];
        Assert.ThrowsAny<IOException>(() =>
        {
            for (var megabytes = 0; megabytes <= Megabytes; megabytes++)
            {
                ballast.Write(megabyte);
            }
        });
    }

    /// <summary>Makes room.</summary>
    public void Clear(DamProcess service) => File.Delete(System.IO.Path.Combine(Of(service), Ballast));
}
