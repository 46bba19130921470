namespace Dam.Infrastructure;

/// <summary>Whether a disk takes nothing more: never the fault of a single file, and never of one that is only read.</summary>
internal static class DiskRefusal
{
    public static bool IsReasonOf(IOException failure) => IsFull(failure) || CodeOf(failure) == (OperatingSystem.IsWindows() ? WriteProtected : ReadOnlyFileSystem);

    public static bool IsFull(IOException failure) => OperatingSystem.IsWindows()
        ? CodeOf(failure) is HandleDiskFull or DiskFull
        : CodeOf(failure) is NoSpace || CodeOf(failure) == (OperatingSystem.IsLinux() ? QuotaOnLinux : QuotaElsewhere);

    /// <summary>Whether next to nothing is left, for whoever is only told that something could not be written.</summary>
    public static bool HasNoRoom(string folder) => new DriveInfo(folder).AvailableFreeSpace < 1024 * 1024;

    private static int CodeOf(IOException failure) => failure.HResult & 0xFFFF;

    // ENOSPC, EROFS and EDQUOT, and their likes on Windows.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaOnLinux = 122;
    private const int QuotaElsewhere = 69;
    private const int WriteProtected = 19;
    private const int HandleDiskFull = 39;
    private const int DiskFull = 112;
}
