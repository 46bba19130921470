using System.Globalization;
using System.Text.RegularExpressions;

namespace Dam.Tests.Api.Durability;

/// <summary>
/// What a process has asked the kernel for, as strace writes it. A call of one thread that others interrupt takes two lines, so each has the lines of its begin and of its end. strace stops a thread at both and
/// writes before it lets it go on: what one thread did because of another stands after it.
/// </summary>
internal sealed partial class SystemCallTrace
{
    private readonly List<SystemCall> _calls = [];

    private SystemCallTrace(IEnumerable<string> lines)
    {
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (Resumed().Match(line) is { Success: true } resumed && open.Remove(resumed.Groups["thread"].Value, out var begun))
            {
                _calls[begun] = _calls[begun] with { End = number, Text = _calls[begun].Text + resumed.Groups["rest"].Value };
            }
            else if (Called().Match(line) is { Success: true } called)
            {
                var text = called.Groups["text"].Value;
                var isWhole = !text.EndsWith(Unfinished, StringComparison.Ordinal);
                if (!isWhole)
                {
                    open[called.Groups["thread"].Value] = _calls.Count;
                    text = text[..^Unfinished.Length];
                }

                _calls.Add(new SystemCall(called.Groups["name"].Value, text, number, isWhole ? number : int.MaxValue));
            }
        }
    }

    private const string Unfinished = " <unfinished ...>";

    /// <summary>Of answers 204, in their order.</summary>
    public IReadOnlyList<SystemCall> Acknowledgements => [.. _calls.Where(call => call.Name is "sendto" or "sendmsg" or "write" or "writev" && call.Text.Contains("\"HTTP/1.1 204 ", StringComparison.Ordinal))];

    /// <summary>strace as a process that becomes the traced one: that is permitted where attaching to another one is not.</summary>
    public static string[] StartInto(string file) =>
    [
        "strace", "-D", "-f", "-y", "-s", "24", "-o", file, "-e", "signal=none", "-e",
        "trace=fsync,fdatasync,openat,write,writev,pwrite64,pwritev,sendto,sendmsg,?link,linkat,?rename,renameat,?renameat2",
    ];

    public static SystemCallTrace Read(string file)
    {
        // strace may be about to write the next line.
        using var lines = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return new SystemCallTrace(lines.ReadToEnd().Split('\n'));
    }

    /// <summary>The file or folder reaches the disk: successful syncs of a descriptor that is open on it.</summary>
    public IEnumerable<SystemCall> SyncsOf(string path) =>
        _calls.Where(call => call.Name is "fsync" or "fdatasync" && call.Text.Contains($"<{path}>", StringComparison.Ordinal) && call.Text.EndsWith("= 0", StringComparison.Ordinal));

    public IEnumerable<SystemCall> WritesTo(string path) =>
        _calls.Where(call => call.Name is "write" or "writev" or "pwrite64" or "pwritev" && call.Text.Contains($"<{path}>", StringComparison.Ordinal));

    /// <summary>The file gets the name: it is made with it, or linked or renamed to it.</summary>
    public IEnumerable<SystemCall> NamingsOf(string path) => _calls.Where(call =>
        (call.Name.StartsWith("link", StringComparison.Ordinal) || call.Name.StartsWith("rename", StringComparison.Ordinal) || call.Text.Contains("O_CREAT", StringComparison.Ordinal))
        && call.Text.Contains($"\"{path}\"", StringComparison.Ordinal) && !call.Text.Contains(" = -1 ", StringComparison.Ordinal));

    /// <summary>The paths in a folder that were written to.</summary>
    public IReadOnlyList<string> WrittenIn(string folder) =>
        [.. _calls.Where(call => call.Name is "write" or "pwrite64" or "pwritev" or "writev").Select(call => Descriptor().Match(call.Text).Groups["path"].Value)
            .Where(path => Path.GetDirectoryName(path) == folder).Distinct(StringComparer.Ordinal)];

    public override string ToString() => string.Join('\n', _calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Begin} to {call.End}: {call.Text}")));

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<text>(?<name>[a-z0-9_]+)\(.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Called();

    [GeneratedRegex(@"^(?<thread>\d+)\s+<\.\.\. [a-z0-9_]+ resumed>(?<rest>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^[a-z0-9_]+\(\d+<(?<path>[^>]*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Descriptor();
}

/// <param name="Name">Of the system call.</param>
/// <param name="Text">With its arguments and, when it is over, its result.</param>
/// <param name="Begin">The line where it begins.</param>
/// <param name="End">The line where it is over; the largest number when it is not.</param>
internal sealed record SystemCall(string Name, string Text, int Begin, int End);
