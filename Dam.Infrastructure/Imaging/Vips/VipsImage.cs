using System.Runtime.InteropServices;
using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>A picture, or the recipe for one: pixels are made when something asks for them.</summary>
internal sealed unsafe class VipsImage(nint instance) : VipsObject(instance)
{
    private static readonly string[] PrivateFields = ["exif-", "xmp-", "iptc-", "photoshop-"];

    private const string IccField = "icc-profile-data";
    private const string XmpField = "xmp-data";
    private const string DelayField = "delay";
    private const string LoopField = "loop";

    /// <summary>libvips' number for 8-bit bands.</summary>
    private const int UnsignedBytes = 0;

    public int Width => VipsNative.vips_image_get_width(this);

    public int Height => VipsNative.vips_image_get_height(this);

    public int BandCount => VipsNative.vips_image_get_bands(this);

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation => Number("orientation") is >= 1 and <= 8 and var orientation ? orientation : 1;

    /// <summary>Pixels, once turned upright.</summary>
    public PixelSize UprightSize => Orientation >= 5 ? new PixelSize(Height, Width) : new PixelSize(Width, Height);

    public PixelSize Size => new(Width, Height);

    public int PageCount => Math.Max(1, Number("n-pages") ?? 1);

    /// <summary>Progressive or interlaced: nothing is ready until all of it has been read into memory.</summary>
    public bool IsInterlaced => Number("interlaced") is > 0;

    public bool HasAlpha => VipsNative.vips_image_hasalpha(this) != 0;

    public VipsInterpretation Interpretation => (VipsInterpretation)VipsNative.vips_image_get_interpretation(this);

    public bool HasIccProfile => VipsNative.vips_image_get_typeof(this, IccField) != 0;

    /// <summary>Empty where there is none; valid while this lives.</summary>
    public ReadOnlySpan<byte> IccProfile => Blob(IccField);

    /// <summary>Of an animation: how long each frame is shown, in milliseconds; empty where nothing is said.</summary>
    public int[] Delays => VipsNative.vips_image_get_typeof(this, DelayField) != 0 && VipsNative.vips_image_get_array_int(this, DelayField, out var values, out var count) == 0
        ? new ReadOnlySpan<int>((void*)values, count).ToArray()
        : [];

    /// <summary>How often an animation is shown; 0 for without end.</summary>
    public int Loop => Number(LoopField) ?? 0;

    /// <summary>Where this was cut out of another picture.</summary>
    public (int Left, int Top) Origin => (-VipsNative.vips_image_get_xoffset(this), -VipsNative.vips_image_get_yoffset(this));

    /// <summary>Pixels of 8-bit bands, rows from the top.</summary>
    public static VipsImage Of(byte[] pixels, PixelSize size) => new(VipsNative.vips_image_new_from_memory_copy(
        pixels, (nuint)pixels.Length, size.Width, size.Height, (int)(pixels.Length / size.Pixels), UnsignedBytes));

    /// <summary>One above the other: the frames of an animation, all of one size. <paramref name="frames"/> may be disposed.</summary>
    public static VipsImage Stack(IReadOnlyList<VipsImage> frames, int[] delays, int loop)
    {
        using var join = new VipsOperation("arrayjoin");
        using var joined = join.Set("in", frames).Set("across", 1).RunToImage();
        var stack = joined.Copy();
        VipsNative.vips_image_set_int(stack, "page-height", frames[0].Height);
        VipsNative.vips_image_set_int(stack, LoopField, loop);
        if (delays.Length > 0)
        {
            VipsNative.vips_image_set_array_int(stack, DelayField, delays, delays.Length);
        }

        return stack;
    }

    /// <summary>What of the file is no picture, copied.</summary>
    public EmbeddedBlocks EmbeddedBlocks => new(Block("exif-data"), Block("iptc-data"), Block(XmpField), Block(IccField));

    /// <summary>The same pixels with nothing but these said of whose they are: EXIF holds the artist and the copyright, XMP what EXIF has no place for.</summary>
    /// <param name="exif">Texts by the name of their tag.</param>
    /// <param name="xmp">A packet; empty for none.</param>
    public VipsImage Saying(IEnumerable<(string Tag, string Text)> exif, byte[] xmp)
    {
        var image = Copy();
        image.ForgetAll();
        foreach (var (tag, text) in exif)
        {
            // What stands in the last pair of brackets would be taken for libvips' own note on the value.
            VipsNative.vips_image_set_string(image, $"exif-ifd0-{tag}", $"{text} (text, ASCII)");
        }

        if (xmp.Length > 0)
        {
            VipsNative.vips_image_set_blob_copy(image, XmpField, xmp, (nuint)xmp.Length);
        }

        return image;
    }

    /// <summary>Whether <see cref="Saying"/> had anything to say.</summary>
    public bool SaysSomething => VipsNative.vips_image_get_typeof(this, "exif-ifd0-Artist") != 0 || VipsNative.vips_image_get_typeof(this, "exif-ifd0-Copyright") != 0
        || VipsNative.vips_image_get_typeof(this, XmpField) != 0;

    /// <summary>Makes all pixels now, so that they can be read more than once.</summary>
    public VipsImage CopyToMemory() => new(VipsNative.vips_image_copy_memory(this));

    /// <summary>Rows from the top, bands of a byte interleaved, of what <see cref="CopyToMemory"/> gave; valid while this lives.</summary>
    public ReadOnlySpan<byte> PixelsInMemory => VipsNative.vips_image_get_data(this) is var pixels and not 0
        ? new ReadOnlySpan<byte>((void*)pixels, checked(Width * Height * BandCount))
        : throw new VipsException(VipsLibrary.TakeError());

    /// <summary>Another handle on the same pixels, whose metadata and kill switch are its own.</summary>
    public VipsImage Copy()
    {
        using var copy = new VipsOperation("copy");
        return copy.Set("in", this).RunToImage();
    }

    /// <summary>Makes all pixels, rows from the top, bands interleaved.</summary>
    public byte[] ToPixels()
    {
        var pixels = VipsNative.vips_image_write_to_memory(this, out var length);
        if (pixels == 0)
        {
            throw new VipsException(VipsLibrary.TakeError());
        }

        try
        {
            return new ReadOnlySpan<byte>((void*)pixels, checked((int)length)).ToArray();
        }
        finally
        {
            VipsNative.g_free(pixels);
        }
    }

    /// <summary>Once cancelled, whatever asks these pixels fails. Dispose the registration before the picture.</summary>
    public CancellationTokenRegistration KillWhen(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static image => VipsNative.vips_image_set_kill(((VipsImage)image!).handle, 1), this);

    /// <summary>Takes away all metadata but the colour profile.</summary>
    private void ForgetAll()
    {
        var fields = VipsNative.vips_image_get_fields(this);
        try
        {
            for (var field = fields; *field != 0; field++)
            {
                if (Marshal.PtrToStringUTF8(*field) is { } name && PrivateFields.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    _ = VipsNative.vips_image_remove(this, name);
                }
            }
        }
        finally
        {
            VipsNative.g_strfreev(fields);
        }
    }

    private byte[] Block(string field) => Blob(field) is { Length: <= EmbeddedBlocks.LongestBlock } block ? block.ToArray() : [];

    private ReadOnlySpan<byte> Blob(string field) =>
        VipsNative.vips_image_get_typeof(this, field) != 0 && VipsNative.vips_image_get_blob(this, field, out var data, out var length) == 0
            ? new ReadOnlySpan<byte>((void*)data, checked((int)length))
            : default;

    private int? Number(string field) =>
        VipsNative.vips_image_get_typeof(this, field) != 0 && VipsNative.vips_image_get_int(this, field, out var value) == 0 ? value : null;
}

/// <summary>libvips' numbers for what bands mean, as far as they are asked about.</summary>
internal enum VipsInterpretation
{
    Gray = 1,
    Cmyk = 15,
    Srgb = 22,
    Rgb16 = 25,
    Gray16 = 26,
    ScRgb = 28,
}
