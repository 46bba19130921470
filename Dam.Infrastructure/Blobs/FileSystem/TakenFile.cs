namespace Dam.Infrastructure.Blobs.FileSystem;

internal static class TakenFile
{
    /// <summary>Whether a file could not be opened because somebody else has it open in a way that excludes this one, and for no other reason.</summary>
    public static bool IsReasonOf(IOException failure) => (failure.HResult & 0xFFFF) is AgainOnLinux or AgainOnMac or SharingViolation or LockViolation;

    // EAGAIN, which flock answers with, and their likes on Windows.
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
}
