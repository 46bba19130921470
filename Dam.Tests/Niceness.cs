using System.Globalization;

namespace Dam.Tests;

/// <summary>Of a process or a thread, as Linux keeps it.</summary>
internal static class Niceness
{
    /// <summary>From what its file <c>stat</c> says: the 19th field (proc(5)), the 17th behind the name in its brackets.</summary>
    public static int Of(string stat) => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);

    public static int OfThisThread() => Of(File.ReadAllText("/proc/thread-self/stat"));
}
