using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>Has Linux begin to put written bytes on the disk, so that whoever syncs the file later waits for less. It promises nothing; where there is no such call, or not for such a file, it does nothing.</summary>
internal static partial class EarlyWriting
{
    /// <summary>sync_file_range(2), SYNC_FILE_RANGE_WRITE: begins, and does not wait.</summary>
    private const uint Write = 2;

    /// <summary>EIO, ENOSPC, EDQUOT: the bytes did not get there, and a later sync need not say so again.</summary>
    private static readonly int[] Losses = [5, 28, 122];

    /// <exception cref="IOException">The disk would not take them.</exception>
    public static void Begin(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux() && SyncFileRange(file, offset, count, Write) != 0 && Losses.Contains(Marshal.GetLastPInvokeError()))
        {
            // With the number that the runtime's own failures have, so that a full disk is known by it.
            var cause = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"Bytes that came in could not be put on the disk: {cause.Message}", cause.NativeErrorCode);
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);
}
