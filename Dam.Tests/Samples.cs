namespace Dam.Tests;

/// <summary>The photographs in <c>samples/</c>, found from wherever the tests run.</summary>
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

    private static readonly string Root = FindRoot();
    private static readonly string Folder = Path.Combine(Root, "samples");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static Stream Open(string name) => File.OpenRead(Path.Combine(Folder, name));

    /// <summary>What the imaging tests compare with.</summary>
    public static byte[] ReadReference(string name) => File.ReadAllBytes(Path.Combine(Root, "Dam.Tests", "Infrastructure", "Imaging", name));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dam.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Dam.slnx is in no folder above the tests.");
    }
}
