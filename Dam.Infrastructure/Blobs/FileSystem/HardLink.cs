using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>A second name of a file.</summary>
internal static partial class HardLink
{
    /// <summary>False where the name is taken, or the file system has no such names.</summary>
    public static bool TryMake(string path, string name) => !OperatingSystem.IsWindows() && Link(path, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string name);
}
