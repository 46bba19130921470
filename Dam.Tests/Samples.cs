namespace Dam.Tests;

/// <summary>The files in <c>samples/</c>.</summary>
internal static class Samples
{
    public const string Meadow = "dandelion-meadow.jpg";
    public const string Bowl = "bowl-red-above.jpg";
    public const string CutOut = "bowl-red-cutout.png";
    public const string WideGamut = "brushes-wide-gamut.jpg";
    public const string Cmyk = "clock-wall-cmyk.jpg";
    public const string Lamp = "lamp-bird.jpg";
    public const string Portrait = "lounge-portrait.jpg";
    public const string Animation = "mountain-pan.gif";
    public const string Document = "clock-data-sheet.pdf";

    public static readonly string[] Pictures = [Meadow, Bowl, CutOut, WideGamut, Cmyk, Lamp, Portrait, Animation];

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static Stream Open(string name) => File.OpenRead(PathOf(name));

    private static string PathOf(string name) => RepositoryRoot.File("samples", name);
}
