using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>A second name of a file.</summary>
internal static partial class HardLink
{
    /// <summary>EEXIST, the same on every Unix.</summary>
    private const int NameIsTaken = 17;

    /// <summary>True also where the name is taken already; false where the file system has no such names.</summary>
    public static bool TryMake(string path, string name) => !OperatingSystem.IsWindows() && (Link(path, name) == 0 || Marshal.GetLastPInvokeError() == NameIsTaken);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string name);
}
