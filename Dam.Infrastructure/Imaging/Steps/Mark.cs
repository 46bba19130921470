using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging.Vips;

namespace Dam.Infrastructure.Imaging.Steps;

/// <summary>Lays a watermark over a picture.</summary>
internal static class Mark
{
    /// <summary>Room to the edges, as a part of the shorter side.</summary>
    private const double Margin = 0.03;

    /// <summary>Room between tiles, as a part of the mark.</summary>
    private const double Gap = 0.5;

    public static VipsImage Lay(VipsImage image, Watermark watermark)
    {
        using var mark = Draw(watermark, image.Size);
        using var overlay = watermark.IsTiled ? Tile(mark, image.Size) : mark;
        var (left, top) = watermark.IsTiled ? (0, 0) : Place(watermark.Position, image.Size, mark.Size);
        using var composite = new VipsOperation("composite2");
        return composite.Set("base", image).Set("overlay", overlay).Set("mode", "over").Set("x", left).Set("y", top).RunToImage();
    }

    /// <summary>In its size and opacity.</summary>
    private static VipsImage Draw(Watermark watermark, PixelSize picture)
    {
        using var stream = new MemoryStream(watermark.Picture.ToArray());
        using var source = SourcePicture.Open(stream, new VipsStream(stream, CancellationToken.None), new ImagingOptions());
        var size = source.Header.Size;
        var scale = Math.Min(watermark.Scale * picture.Width / size.Width, (double)picture.Height / size.Height);
        var wanted = new PixelSize(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
        using var decoded = source.Decode(wanted, page: 1);
        using var scaled = Scale.To(decoded, wanted, toSrgb: true);
        using var srgb = ToSrgb.Apply(scaled);
        using var rgba = WithAlpha.Apply(srgb);
        using var fade = new VipsOperation("linear");
        using var faded = fade.Set("in", rgba).Set("a", [1, 1, 1, watermark.Opacity]).Set("b", [0, 0, 0, 0]).Set("uchar", true).RunToImage();
        return faded.CopyToMemory();
    }

    private static VipsImage Tile(VipsImage mark, PixelSize picture)
    {
        var cell = new PixelSize(mark.Width + (int)(mark.Width * Gap), mark.Height + (int)(mark.Height * Gap));
        using var padded = Pad.To(mark, cell, (cell.Width - mark.Width) / 2, (cell.Height - mark.Height) / 2, background: null);
        using var replicate = new VipsOperation("replicate");
        using var tiles = replicate.Set("in", padded).Set("across", (picture.Width / cell.Width) + 1).Set("down", (picture.Height / cell.Height) + 1).RunToImage();
        return Crop.To(tiles, picture, 0, 0);
    }

    private static (int Left, int Top) Place(WatermarkPosition position, PixelSize picture, PixelSize mark)
    {
        var margin = (int)(Margin * Math.Min(picture.Width, picture.Height));
        var (right, bottom) = (Math.Max(0, picture.Width - mark.Width - margin), Math.Max(0, picture.Height - mark.Height - margin));
        var (near, middle, center) = (Math.Min(margin, Math.Max(0, picture.Width - mark.Width)), (picture.Width - mark.Width) / 2, (picture.Height - mark.Height) / 2);
        var top = Math.Min(margin, Math.Max(0, picture.Height - mark.Height));
        return position switch
        {
            WatermarkPosition.NorthWest => (near, top),
            WatermarkPosition.North => (middle, top),
            WatermarkPosition.NorthEast => (right, top),
            WatermarkPosition.West => (near, center),
            WatermarkPosition.Center => (middle, center),
            WatermarkPosition.East => (right, center),
            WatermarkPosition.SouthWest => (near, bottom),
            WatermarkPosition.South => (middle, bottom),
            _ => (right, bottom),
        };
    }
}
