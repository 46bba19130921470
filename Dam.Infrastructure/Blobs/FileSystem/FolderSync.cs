using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Blobs.FileSystem;

/// <summary>
/// Makes names durable: on Unix a file that is synced can still lose its name in a power cut until its folder is synced too. A file that somebody else has written is made
/// durable likewise.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals names by itself, and a folder cannot be synced there.
            return;
        }

        var descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string path)
    {
        // With the number that the runtime's own failures have, so that a full disk is known by it.
        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"\"{path}\" could not be synced: {cause.Message}", cause.NativeErrorCode);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
