using System.Reflection;
using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>Finds the native library beside the assembly, where the build puts it, and sets it up once for the process.</summary>
internal static unsafe class VipsLibrary
{
    private const int WarningAndCritical = (1 << 3) | (1 << 4);

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Call before anything else of libvips.</summary>
    /// <exception cref="VipsMissingException">The library is not there or cannot be loaded.</exception>
    public static void EnsureStarted() => _ = Started.Value;

    /// <summary>Bytes that libvips holds for pixels now.</summary>
    public static long TrackedMemory => (long)VipsNative.vips_tracked_get_mem();

    /// <summary>As libvips calls itself.</summary>
    public static string Version
    {
        get
        {
            EnsureStarted();
            return Marshal.PtrToStringUTF8(VipsNative.vips_version_string()) ?? "unknown";
        }
    }

    /// <summary>Takes the text of the latest errors. One buffer serves the whole process, so it may be another thread's: for diagnosis only.</summary>
    public static string TakeError()
    {
        var text = VipsNative.vips_error_buffer_copy();
        try
        {
            return Marshal.PtrToStringUTF8(text)?.Trim() ?? "";
        }
        finally
        {
            VipsNative.g_free(text);
        }
    }

    private static bool Start()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        if (VipsNative.vips_init("dam") != 0)
        {
            throw new VipsException(TakeError());
        }

        // Parallelism comes from requests, which are bounded; one thread a picture costs the least in all.
        VipsNative.vips_concurrency_set(1);

        // The operation cache would keep sources and pixels of requests that have ended.
        VipsNative.vips_cache_set_max(0);

        // Loaders that libvips itself does not trust with hostile files.
        VipsNative.vips_block_untrusted_set(1);

        // Its warnings about odd files would go to standard error; what matters comes back as an error.
        VipsNative.g_log_set_handler("VIPS", WarningAndCritical, &IgnoreLog, 0);
        return true;
    }

    [UnmanagedCallersOnly]
    private static void IgnoreLog(nint domain, int level, nint message, nint data)
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (!string.Equals(name, VipsNative.Library, StringComparison.Ordinal))
        {
            return 0;
        }

        // Single-file hosts have no assembly location; the base directory is right for both.
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeFolder(), "native", OperatingSystem.IsMacOS() ? "libvips.dylib" : "libvips.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new VipsMissingException(path, e);
        }
    }

    /// <summary>The runtime tells musl from glibc by its own identifier, since the two cannot load each other's libraries.</summary>
    private static string RuntimeFolder()
    {
        var system = OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
            : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}

/// <summary>libvips refused; the text is for diagnosis.</summary>
internal sealed class VipsException(string message) : Exception(message.Length > 0 ? message : "libvips failed without saying why");

/// <summary>libvips itself is not there.</summary>
internal sealed class VipsMissingException(string path, Exception innerException)
    : Exception($"libvips could not be loaded from {path}. Run ./run setup (or npm ci), then build again.", innerException);
