using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Dam.Infrastructure.Blobs.FileSystem;

namespace Dam.Infrastructure.Uploads;

/// <summary>A file as it lies in the hot folder.</summary>
/// <param name="RelativePath">From the folder.</param>
/// <param name="CreatedAt">With the rest it tells this file from one of the same name that comes later.</param>
internal sealed record DroppedFile(string RelativePath, long Size, DateTime WrittenAt, DateTime CreatedAt);

/// <summary>What lies in a hot folder, and where it goes: to <c>done/</c> or <c>failed/</c>, with the folders that it lay in.</summary>
/// <param name="root">Absolute.</param>
internal sealed class HotFolder(string root)
{
    private const string Done = "done";
    private const string Failed = "failed";
    private const string LockName = ".dam.lock";

    /// <summary>Bytes of a name's UTF-8. File systems take 255; the rest is for a number and for what a reason adds.</summary>
    private const int LongestMovedName = 225;

    /// <summary>Of programs that copy, download or edit.</summary>
    private static readonly string[] UnfinishedEndings = [".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", ".swp", "~"];

    private static readonly string[] SystemFiles = ["Thumbs.db", "desktop.ini"];

    /// <summary>Where the folder is when links above it are followed, which are the operator's.</summary>
    private string? _realRoot;

    /// <summary>The right to take files from it, until it is disposed; null while somebody else has it.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is gone.</exception>
    public IDisposable? TryLock()
    {
        try
        {
            var file = new FileStream(Path.Combine(root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _realRoot = Path.GetDirectoryName(RealPath(file))!;
            return file;
        }
        catch (IOException taken) when (TakenFile.IsReasonOf(taken))
        {
            return null;
        }
    }

    /// <summary>Files that may be meant: no hidden, temporary or linked ones, nothing behind a link to a folder.</summary>
    public IEnumerable<DroppedFile> Look()
    {
        var enumeration = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        return new FileSystemEnumerable<DroppedFile>(root, Read, enumeration)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsMeant(entry.FileName.ToString()),

            // What was taken may be much, and is not looked at again.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.Directory.Length > entry.RootDirectory.Length || entry.FileName is not (Done or Failed),
        };
    }

    /// <summary>The file as it is now; null when it is gone.</summary>
    public DroppedFile? Find(string relativePath)
    {
        var file = new FileInfo(Path.Combine(root, relativePath));
        return file.Exists ? new DroppedFile(relativePath, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : null;
    }

    /// <summary>Never another file than the one of this name: a link that took its place, or that of a folder above it, is refused.</summary>
    public FileStream Open(DroppedFile file)
    {
        var path = Path.Combine(root, file.RelativePath);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        try
        {
            if (RealPath(stream) != Path.Combine(_realRoot ?? root, file.RelativePath))
            {
                throw new IOException($"\"{file.RelativePath}\" is a link, or behind one.");
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void MoveToDone(DroppedFile file) => Move(file, Done, reason: null);

    /// <param name="reason">Is put beside it.</param>
    public void MoveToFailed(DroppedFile file, string reason) => Move(file, Failed, reason);

    private static bool IsMeant(string name) =>
        !name.StartsWith('.')
        && !name.StartsWith("~$", StringComparison.Ordinal)
        && !Array.Exists(UnfinishedEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && !SystemFiles.Contains(name, StringComparer.OrdinalIgnoreCase);

    private DroppedFile Read(ref FileSystemEntry entry) =>
        new(Path.GetRelativePath(root, entry.ToFullPath()), entry.Length, entry.LastWriteTimeUtc.UtcDateTime, entry.CreationTimeUtc.UtcDateTime);

    /// <summary>Of a name that is taken there already, the next one that is free.</summary>
    private void Move(DroppedFile file, string to, string? reason)
    {
        var target = Path.Combine(root, to, Path.GetDirectoryName(file.RelativePath)!, Shortened(Path.GetFileName(file.RelativePath)));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        for (var number = 1; ; number++)
        {
            var free = number == 1 ? target : Numbered(target, number);
            if (Path.Exists(free) || Path.Exists(ReasonOf(free)))
            {
                continue;
            }

            // First, so that what has failed is never without its reason.
            if (reason is not null)
            {
                File.WriteAllText(ReasonOf(free), reason);
            }

            try
            {
                File.Move(Path.Combine(root, file.RelativePath), free);
                return;
            }
            catch (FileNotFoundException)
            {
                // Somebody else has moved it, or taken it away.
                File.Delete(ReasonOf(free));
                return;
            }
            catch (IOException) when (Path.Exists(free))
            {
                File.Delete(ReasonOf(free));
            }
        }
    }

    /// <summary>A name that leaves room, with the beginning and the ending of the one that it was.</summary>
    private static string Shortened(string name)
    {
        var ending = Path.GetExtension(name) is { Length: <= 16 } extension ? extension : "";
        var stem = name[..^ending.Length];
        while (Encoding.UTF8.GetByteCount(stem) + Encoding.UTF8.GetByteCount(ending) > LongestMovedName)
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        return stem + ending;
    }

    private static string ReasonOf(string path) => $"{path}.reason.txt";

    private static string Numbered(string path, int number) => Path.Combine(
        Path.GetDirectoryName(path)!,
        string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)} ({number}){Path.GetExtension(path)}"));

    /// <summary>Without links, where the operating system tells.</summary>
    private static string RealPath(FileStream file) => OperatingSystem.IsLinux()
        ? File.ResolveLinkTarget($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName
        : file.Name;
}
