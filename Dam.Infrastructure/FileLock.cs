using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dam.Infrastructure;

/// <summary>
/// A lock on a file by which the processes of a machine keep out of each other's way (<c>flock(2)</c>): the kernel ends it with the process, whatever happens to that. What .NET locks of its own
/// when it opens a file cannot be taken and given again without opening it.
/// </summary>
internal sealed partial class FileLock : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;

    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NotBlocking = 4;
    private const int Unlock = 8;

    private const int TryAgain = 11;

    /// <summary>How often to look whether it is free: a system call each, and nothing to compare with a disk's sync.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly string _path;
    private readonly SafeFileHandle _file;

    /// <summary>Makes the file when it is missing.</summary>
    public FileLock(string path)
    {
        _path = path;
        var descriptor = Open(path, ReadWrite | Create | CloseOnExec, OwnerOnly);
        if (descriptor < 0)
        {
            throw Failure();
        }

        _file = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>False when somebody else has it. A lock that is held already becomes shared or exclusive, or is lost when it cannot.</summary>
    public bool TryTake(bool shared = false)
    {
        if (Flock(_file, (shared ? Shared : Exclusive) | NotBlocking) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == TryAgain ? false : throw Failure();
    }

    /// <summary>Waits without holding a thread.</summary>
    public async ValueTask TakeAsync(bool shared, CancellationToken ct)
    {
        while (!TryTake(shared))
        {
            await Task.Delay(Pause, ct);
        }
    }

    public void Release()
    {
        if (Flock(_file, Unlock) != 0)
        {
            throw Failure();
        }
    }

    /// <summary>Releases it as well.</summary>
    public void Dispose() => _file.Dispose();

    private IOException Failure()
    {
        var cause = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"\"{_path}\" cannot be locked: {cause.Message}", cause);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
