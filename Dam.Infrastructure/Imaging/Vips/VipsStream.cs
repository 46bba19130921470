using System.Runtime.InteropServices;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>
/// A .NET stream behind libvips' source or target. The callbacks run on libvips' threads and copy straight between the stream and native memory;
/// no exception may cross back, so the first one is kept here and libvips is told that the read or write failed.
/// </summary>
internal sealed unsafe class VipsStream(Stream stream, CancellationToken cancellationToken)
{
    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    /// <summary>Bytes that are read before it is asked whether they are still wanted.</summary>
    private const int PieceLength = 1024 * 1024;

    /// <summary>What the stream threw, or the cancellation that stopped it.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>More was asked for than there is, which a whole picture seldom needs.</summary>
    public bool WasReadPastEnd { get; private set; }

    /// <summary>A source that reads and seeks in the stream.</summary>
    public VipsSource AsSource()
    {
        var source = new VipsSource(VipsNative.vips_source_custom_new());
        Connect(source, "read", (nint)(delegate* unmanaged<nint, nint, long, nint, long>)&OnRead);
        Connect(source, "seek", (nint)(delegate* unmanaged<nint, long, int, nint, long>)&OnSeek);
        return source;
    }

    /// <summary>
    /// A source that has all of the stream in memory, for a baseline JPEG: its decoder gets 4,096 bytes at a time from any other source, and has a slower way for the last 3,072 of each. Not mapped, since
    /// a disk that fails under a mapped file ends the process.
    /// </summary>
    public VipsSource AsWholeJpeg()
    {
        var memory = (byte*)NativeMemory.Alloc((nuint)stream.Length);
        nint blob;
        try
        {
            var file = new Span<byte>(memory, checked((int)stream.Length));
            file = file[..ReadAll(file)];
            WasReadPastEnd |= EndsEarly(file);

            // From here on the memory is the blob's, which goes with the last picture that needs it.
            blob = VipsNative.vips_blob_new(&OnFree, (nint)memory, (nuint)file.Length);
        }
        catch
        {
            NativeMemory.Free(memory);
            throw;
        }

        var source = VipsNative.vips_source_new_from_blob(blob);
        VipsNative.vips_area_unref(blob);
        return new VipsSource(source);
    }

    /// <summary>A target that appends to the stream.</summary>
    public VipsTarget AsTarget()
    {
        var target = new VipsTarget(VipsNative.vips_target_custom_new());
        Connect(target, "write", (nint)(delegate* unmanaged<nint, nint, long, nint, long>)&OnWrite);
        return target;
    }

    private void Connect(VipsObject instance, string signal, nint handler) =>
        VipsNative.g_signal_connect_data(instance.DangerousGetHandle(), signal, handler, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &OnDestroyed, 0);

    private static VipsStream Of(nint data) => (VipsStream)GCHandle.FromIntPtr(data).Target!;

    [UnmanagedCallersOnly]
    private static long OnRead(nint source, nint buffer, long length, nint data)
    {
        var self = Of(data);
        try
        {
            self.ThrowIfCancelled();
            var count = self.Stream.Read(new Span<byte>((void*)buffer, (int)Math.Min(length, int.MaxValue)));
            self.WasReadPastEnd |= count == 0 && length > 0;
            return count;
        }
        catch (Exception e)
        {
            return self.Fail(e);
        }
    }

    [UnmanagedCallersOnly]
    private static long OnSeek(nint source, long offset, int origin, nint data)
    {
        var self = Of(data);
        try
        {
            self.ThrowIfCancelled();
            return self.SeekWithin(offset, (SeekOrigin)origin);
        }
        catch (Exception e)
        {
            return self.Fail(e);
        }
    }

    [UnmanagedCallersOnly]
    private static long OnWrite(nint target, nint buffer, long length, nint data)
    {
        var self = Of(data);
        try
        {
            self.ThrowIfCancelled();
            self.Stream.Write(new ReadOnlySpan<byte>((void*)buffer, checked((int)length)));
            return length;
        }
        catch (Exception e)
        {
            return self.Fail(e);
        }
    }

    [UnmanagedCallersOnly]
    private static void OnDestroyed(nint data, nint closure) => GCHandle.FromIntPtr(data).Free();

    [UnmanagedCallersOnly]
    private static int OnFree(nint memory, nint area)
    {
        NativeMemory.Free((void*)memory);
        return 0;
    }

    private Stream Stream => stream;

    /// <summary>As many bytes as there are.</summary>
    private int ReadAll(Span<byte> file)
    {
        stream.Position = 0;
        var length = 0;
        for (var read = -1; read != 0 && length < file.Length; length += read)
        {
            ThrowIfCancelled();
            var rest = file[length..];
            read = stream.Read(rest[..Math.Min(PieceLength, rest.Length)]);
        }

        return length;
    }

    /// <summary>A scan begins and no picture ends after it: of all markers only these two are looked for, since within a scan the bytes of neither can stand (ITU-T T.81, B.1.1.5).</summary>
    private static bool EndsEarly(ReadOnlySpan<byte> jpeg)
    {
        var end = jpeg.LastIndexOf(EndOfImage);
        return end < 0 || jpeg[end..].IndexOf(StartOfScan) >= 0;
    }

    /// <summary>A damaged file points outside itself: that is the file's fault, not the stream's.</summary>
    private long SeekWithin(long offset, SeekOrigin origin)
    {
        var length = stream.Length;
        var from = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => stream.Position,
            _ => length,
        };
        if (offset < -from || offset > length - from)
        {
            WasReadPastEnd |= offset > 0;
            return -1;
        }

        return stream.Position = from + offset;
    }

    private void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();

    private long Fail(Exception e)
    {
        Failure ??= e;
        return -1;
    }
}

internal sealed class VipsSource(nint instance) : VipsObject(instance);

internal sealed class VipsTarget(nint instance) : VipsObject(instance)
{
    /// <summary>Writes a whole file that was made before.</summary>
    public void WriteFile(byte[] file)
    {
        if (VipsNative.vips_target_write(this, file, (nuint)file.Length) != 0 || VipsNative.vips_target_end(this) != 0)
        {
            throw new VipsException(VipsLibrary.TakeError());
        }
    }
}
