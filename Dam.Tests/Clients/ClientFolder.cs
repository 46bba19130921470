using System.Diagnostics;

namespace Dam.Tests.Clients;

/// <summary>A copy of <c>clients/</c> and of the schema in a temporary folder, in which a test generates, compiles and runs without leaving anything behind.</summary>
internal sealed class ClientFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dam-clients-").FullName;

    public ClientFolder()
    {
        var clients = RepositoryRoot.File("clients");
        var packages = Path.Combine(clients, "node_modules");
        Assert.True(Directory.Exists(packages), "The packages of clients/ are missing: run ./run test once (or npm ci in clients/).");
        File.Copy(RepositoryRoot.File("schema.graphql"), Path.Combine(_root, "schema.graphql"));
        foreach (var file in Directory.EnumerateFiles(clients, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
        {
            var name = Path.GetRelativePath(clients, file);
            if (!name.StartsWith("node_modules", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
                File.Copy(file, this[name]);
            }
        }

        File.CreateSymbolicLink(this["node_modules"], packages);
    }

    /// <summary>The path of a file of it.</summary>
    public string this[string name] => Path.Combine(_root, "clients", name);

    /// <summary>Runs a script of it, or of a package, in one of its folders; answers what it printed.</summary>
    public Task<string> NodeAsync(string folder, params string[] arguments) => RunAsync("node", folder, arguments);

    /// <summary>Runs a program in one of its folders; answers what it printed, which the test shows when the program fails.</summary>
    public async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = this[folder],
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{await errors}");
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        // The link alone, not what it leads to.
        Directory.Delete(this["node_modules"]);
        Directory.Delete(_root, recursive: true);
    }
}
