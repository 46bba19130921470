using System.Diagnostics;
using System.Text;

namespace Dam.Tests;

/// <summary>A script of the tests that needs npm packages, run by Node.js to its end.</summary>
internal static class NodeScript
{
    /// <summary>What the script prints; it is ended after a minute.</summary>
    /// <param name="package">Of npm, without which the script does not run.</param>
    /// <param name="script">Path within the tests' folder.</param>
    /// <param name="arguments">The script's.</param>
    public static async Task<string> RunAsync(string package, string script, params string[] arguments)
    {
        Assert.True(File.Exists(RepositoryRoot.File("node_modules", package, "package.json")), $"{package} is missing, which this test uses: run ./run setup (or npm ci).");
        using var node = Process.Start(new ProcessStartInfo("node", [RepositoryRoot.File("Dam.Tests", script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            return await node.StandardOutput.ReadToEndAsync(limit.Token);
        }
        finally
        {
            node.Kill();
        }
    }
}
