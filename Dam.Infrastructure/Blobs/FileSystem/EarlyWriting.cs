using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>Has Linux begin to put written bytes on the disk, so that whoever syncs the file later waits for less. It promises nothing; on other systems it does nothing.</summary>
internal static partial class EarlyWriting
{
    /// <summary>sync_file_range(2), SYNC_FILE_RANGE_WRITE: begins, and does not wait.</summary>
    private const uint Write = 2;

    public static void Begin(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            // What goes wrong with it goes wrong with the sync as well, which says so.
            _ = SyncFileRange(file, offset, count, Write);
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);
}
