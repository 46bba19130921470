using System.Runtime.CompilerServices;

namespace Dam.Tests.Snapshots;

/// <summary>Compares a text with the file <c>Type.Method.verified.txt</c> next to the test, which is reviewed like code.</summary>
internal static class Snapshot
{
    private const string Project = "Dam.Tests";

    /// <summary>Fails when the text is not the one in the file, and leaves it in <c>Type.Method.received.txt</c> then.</summary>
    /// <param name="received">What the test made; line ends are compared as LF.</param>
    public static void Match(string received, [CallerFilePath] string source = "", [CallerMemberName] string method = "")
    {
        var name = $"{Path.GetFileNameWithoutExtension(source)}.{method}";
        var folder = Path.GetDirectoryName(Locate(source))!;
        var verifiedFile = Path.Combine(folder, $"{name}.verified.txt");
        var receivedFile = Path.Combine(folder, $"{name}.received.txt");
        received = Normalize(received);
        var verified = File.Exists(verifiedFile) ? Normalize(File.ReadAllText(verifiedFile)) : null;
        if (received == verified)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, received);
        Assert.Fail(
            $"""
            {name} differs from its snapshot{(verified is null ? ", which does not exist yet" : "")}. When the new text is right, accept it:
              mv {receivedFile} {verifiedFile}

            Expected:
            {verified}
            Received:
            {received}
            """);
    }

    private static string Normalize(string text) => $"{text.ReplaceLineEndings("\n").TrimEnd('\n')}\n";

    /// <summary>The compiler may have written a path that holds on any machine; the part behind the project's name is true on this one.</summary>
    private static string Locate(string source)
    {
        if (File.Exists(source))
        {
            return source;
        }

        var inProject = source.Replace('\\', '/');
        inProject = inProject[(inProject.LastIndexOf($"/{Project}/", StringComparison.Ordinal) + 1)..];
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, inProject);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"The source of the test is not to be found from {AppContext.BaseDirectory}.", inProject);
    }
}
