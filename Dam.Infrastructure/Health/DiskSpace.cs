using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Infrastructure.Health;

/// <summary>What the disk of the data folder has left. A full one is not unhealthy: what is there can still be read and delivered.</summary>
internal static class DiskSpace
{
    private const double Gibi = 1024.0 * 1024 * 1024;

    public static HealthCheckResult Of(DataFolder folder, HealthOptions options)
    {
        var left = new DriveInfo(folder.Path).AvailableFreeSpace;
        return left < options.LeastSpace
            ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The disk of {DataFolder.Setting} has {left / Gibi:0.0} GiB left; less than {options.LeastSpace / Gibi:0.0} is little. Make room."))
            : HealthCheckResult.Healthy();
    }
}
