namespace Dam.Tests.Api;

/// <summary>The photographs of the repository.</summary>
internal static class Samples
{
    public static byte[] Read(string name) => File.ReadAllBytes(RepositoryRoot.File("samples", name));

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(RepositoryRoot.File("samples")).Select(path => Path.GetFileName(path)!).Where(name => !name.EndsWith(".md", StringComparison.Ordinal));
}
