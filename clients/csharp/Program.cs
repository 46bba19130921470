namespace Dam.Client.Sample;

/// <summary>From a photograph on the disk to a file of a product page: <c>dotnet run --project clients/csharp -- BASE-URL API-KEY PHOTOGRAPH OUTPUT</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var address, var apiKey, var photograph, var output])
        {
            await Console.Error.WriteLineAsync("Dam.Client.Sample BASE-URL API-KEY PHOTOGRAPH OUTPUT");
            return 2;
        }

        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", apiKey);
        var dam = new DamClient(http, TimeProvider.System);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        var asset = await dam.CreateAssetAsync(await dam.UploadAsync(photograph, stop.Token), Path.GetFileNameWithoutExtension(photograph), stop.Token);
        await dam.WaitUntilReadyAsync(asset, stop.Token);
        await dam.ApproveAsync(asset, stop.Token);
        var linked = await dam.LinkAsync("LAMP-01", asset, stop.Token);
        Console.WriteLine($"LAMP-01: {linked.Created} created, {linked.Updated} updated, {linked.Unchanged} unchanged");

        foreach (var image in await dam.ImagesAsync("LAMP-01", territory: "DE", width: 800, stop.Token))
        {
            var rendition = image.Asset.Rendition!;
            var bytes = await dam.DownloadAsync(rendition.Url, "image/webp", stop.Token);
            await File.WriteAllBytesAsync(output, bytes, stop.Token);
            Console.WriteLine($"{image.Role}: {image.Asset.Title}, {rendition.Width} x {rendition.Height}");
        }

        return 0;
    }
}
