using System.Diagnostics;

namespace Dam.Tests.Api.Uploads;

/// <summary>Files that are dropped into a folder.</summary>
public sealed class HotFolderTests : IDisposable
{
    private const int Files = 40;

    private readonly string _root = Directory.CreateTempSubdirectory("dam-hot-").FullName;
    private readonly string _folder;

    public HotFolderTests() => _folder = Directory.CreateDirectory(Path.Combine(_root, "inbox")).FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Folder_Should_BecomeAssetsAndMoveAway_When_FilesAreDropped()
    {
        await using var host = Start();
        await DropAsync("lamp.png", TestPng.Noise(1));
        await DropAsync("season/2027/chair.png", TestPng.Noise(2));

        await UntilAsync(() => Lies("done/lamp.png") && Lies("done/season/2027/chair.png"));

        Assert.Equal(["chair.png", "lamp.png"], (await AssetsAsync(host)).Select(asset => asset.Name).Order(StringComparer.Ordinal));
        Assert.Equal(TestPng.Noise(1), await File.ReadAllBytesAsync(Path.Combine(_folder, "done/lamp.png"), Ct));
        var created = await host.Administrator.QueryAsync("{ auditEvents(first: 5) { nodes { action actor { name } } } }");
        Assert.Contains("\"name\":\"hot-folder\"", created.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_Should_KeepTheFileWithAReason_When_ItIsRefused()
    {
        await using var host = Start(("Dam:HotFolder:OnDuplicate", "Reject"));
        await DropAsync("first.png", TestPng.Noise(1));
        await UntilAsync(() => Lies("done/first.png"));
        await DropAsync("notes.txt", "words"u8.ToArray());
        await DropAsync("sub/empty.png", []);
        await DropAsync("again.png", TestPng.Noise(1));

        await UntilAsync(() => Lies("failed/notes.txt") && Lies("failed/sub/empty.png") && Lies("failed/again.png"));

        Assert.StartsWith("UNSUPPORTED_MEDIA: ", await ReasonAsync("notes.txt"), StringComparison.Ordinal);
        Assert.StartsWith("FILE_EMPTY: ", await ReasonAsync("sub/empty.png"), StringComparison.Ordinal);
        Assert.StartsWith("DUPLICATE_CONTENT: ", await ReasonAsync("again.png"), StringComparison.Ordinal);
        Assert.Single(await AssetsAsync(host));
    }

    [Fact]
    public async Task Folder_Should_TakeAnotherName_When_OneOfThatNameWasThereBefore()
    {
        await using var host = Start();
        await DropAsync("lamp.png", TestPng.Noise(1));
        await UntilAsync(() => Lies("done/lamp.png"));
        await DropAsync("lamp.png", TestPng.Noise(2));

        await UntilAsync(() => Lies("done/lamp (2).png"));

        Assert.Equal(2, (await AssetsAsync(host)).Count);
    }

    [Fact]
    public async Task Folder_Should_MakeANewAsset_When_TheFileComesAgainAfterItsAssetWasDeleted()
    {
        await using var host = Start();
        var written = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-3);
        for (var time = 1; time <= 3; time++)
        {
            // Beside the folder first: in it, the file would have two times.
            var path = Path.Combine(_root, "lamp.png");
            await File.WriteAllBytesAsync(path, TestPng.Noise(1), Ct);
            File.SetLastWriteTimeUtc(path, written);
            File.Move(path, Path.Combine(_folder, "lamp.png"));
            var taken = time == 1 ? "done/lamp.png" : $"done/lamp ({time}).png";
            await UntilAsync(() => Lies(taken));

            var data = await host.Administrator.QueryAsync("{ assets(first: 10) { nodes { id } } }");
            var id = Assert.Single(data.GetProperty("assets").GetProperty("nodes").EnumerateArray()).GetProperty("id").GetString();
            await host.Administrator.MutateAsync("mutation($input: DeleteAssetInput!) { deleteAsset(input: $input) { deletedId errors { message } } }", new { assetId = id });
        }
    }

    [Fact]
    public async Task Folder_Should_LeaveWhatIsNotMeant_When_ItLiesThere()
    {
        var secret = Path.Combine(_root, "secret.png");
        await File.WriteAllBytesAsync(secret, TestPng.Noise(9), Ct);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(elsewhere, "behind.png"), TestPng.Noise(8), Ct);
        string[] left = [".hidden.png", ".folder/inside.png", "half.png.part", "half.png.crdownload", "draft.png~", "~$lock.png", "Thumbs.db"];
        foreach (var name in left)
        {
            await DropAsync(name, TestPng.Noise(7));
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "link.png"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), elsewhere);
        await using var host = Start();
        await DropAsync("good.png", TestPng.Noise(1));

        await UntilAsync(() => Lies("done/good.png"));
        await DropAsync("better.png", TestPng.Noise(2));
        await UntilAsync(() => Lies("done/better.png"));

        Assert.Equal(["better.png", "good.png"], (await AssetsAsync(host)).Select(asset => asset.Name).Order(StringComparer.Ordinal));
        Assert.All([.. left, "link.png", "linked/behind.png"], name => Assert.True(Lies(name), name));
    }

    /// <summary>Opening a pipe would wait for somebody to write into it.</summary>
    [Fact]
    public async Task Folder_Should_GoOn_When_APipeLiesThere()
    {
        using (var make = Process.Start("mkfifo", [Path.Combine(_folder, "a-pipe.png")]))
        {
            await make.WaitForExitAsync(Ct);
        }

        await using var host = Start(("Dam:HotFolder:Parallelism", "1"));
        await DropAsync("lamp.png", TestPng.Noise(1));

        await UntilAsync(() => Lies("done/lamp.png") && Lies("failed/a-pipe.png"));

        Assert.StartsWith("FILE_EMPTY: ", await ReasonAsync("a-pipe.png"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_Should_WaitForTheEnd_When_AFileGrows()
    {
        await using var host = Start(("Dam:HotFolder:StableFor", "00:00:02"));
        var bytes = TestPng.Noise(1);
        await using (var file = File.Create(Path.Combine(_folder, "slow.png")))
        {
            // Longer than a file has to stay as it is.
            for (var (watch, at) = (Stopwatch.StartNew(), 0); at < bytes.Length; at++)
            {
                await file.WriteAsync(bytes.AsMemory(at, 1), Ct);
                await file.FlushAsync(Ct);
                if (watch.Elapsed > TimeSpan.FromSeconds(4))
                {
                    await file.WriteAsync(bytes.AsMemory(at + 1), Ct);
                    break;
                }

                await Task.Delay(100, Ct);
            }
        }

        await UntilAsync(() => Lies("done/slow.png"));

        Assert.Equal(DamClient.Digest(bytes), Assert.Single(await AssetsAsync(host)).Checksum);
    }

    [Fact]
    public async Task Folder_Should_BeWatchedAgain_When_ItHasBeenAway()
    {
        await using var host = Start();
        Directory.Delete(_folder, recursive: true);
        await Task.Delay(500, Ct);
        Directory.CreateDirectory(_folder);
        await DropAsync("lamp.png", TestPng.Noise(1));

        await UntilAsync(() => Lies("done/lamp.png"));
    }

    /// <summary>Duplicates are allowed here, so that a file taken twice would be two assets. The processes share folder and data, and die at any moment.</summary>
    [Fact]
    public async Task Folder_Should_MakeEachFileOneAsset_When_ProcessesAreKilledAtRandomMoments()
    {
        var seed = Environment.TickCount;
        var moments = new Random(seed);
        (string, string)[] settings =
        [
            ("Dam__HotFolder__Path", _folder), ("Dam__HotFolder__OnDuplicate", "Allow"), ("Dam__HotFolder__Poll", "00:00:00.05"), ("Dam__HotFolder__StableFor", "00:00:00.2"),
        ];
        for (var number = 0; number < Files; number++)
        {
            await DropAsync($"{number % 4}/picture-{number}.png", TestPng.Noise(number));
        }

        for (var kill = 0; kill < 5; kill++)
        {
            await using var first = await DamProcess.StartAsync(_root, Ct, settings);
            await using var second = await DamProcess.StartAsync(_root, Ct, settings);
            await Task.Delay(moments.Next(0, 600), Ct);
            await first.KillAsync();
            await Task.Delay(moments.Next(0, 600), Ct);
            await second.KillAsync();
        }

        await using var last = await DamProcess.StartAsync(_root, Ct, settings);
        await UntilAsync(() => Enumerable.Range(0, Files).All(number => Lies($"done/{number % 4}/picture-{number}.png")), minutes: 3);
        using var http = new HttpClient { BaseAddress = last.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        var assets = await AssetsAsync(new DamClient(http, Ct));
        Assert.True(
            assets.Select(asset => asset.Checksum).Order(StringComparer.Ordinal)
                .SequenceEqual(Enumerable.Range(0, Files).Select(number => DamClient.Digest(TestPng.Noise(number))).Order(StringComparer.Ordinal)),
            $"{assets.Count} assets of {Files} files (seed {seed}).");
    }

    private static async Task<List<(string? Name, string? Checksum)>> AssetsAsync(DamClient client)
    {
        var data = await client.QueryAsync("{ assets(first: 100) { nodes { filename checksum } } }");
        return [.. data.GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(node => (node.GetProperty("filename").GetString(), node.GetProperty("checksum").GetString()))];
    }

    private static Task<List<(string? Name, string? Checksum)>> AssetsAsync(DamHost host) => AssetsAsync(host.Administrator);

    private static async Task UntilAsync(Func<bool> isSo, int minutes = 1)
    {
        for (var watch = Stopwatch.StartNew(); !isSo();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(minutes), "It did not come to that in time.");
            await Task.Delay(50, Ct);
        }
    }

    private DamHost Start(params (string Name, string Value)[] more) => DamHost.Start(configure: settings =>
    {
        settings["Dam:HotFolder:Path"] = _folder;
        settings["Dam:HotFolder:Poll"] = "00:00:00.1";
        settings["Dam:HotFolder:StableFor"] = "00:00:00.3";
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }
    });

    private bool Lies(string name) => File.Exists(Path.Combine(_folder, name));

    private Task<string> ReasonAsync(string name) => File.ReadAllTextAsync(Path.Combine(_folder, "failed", $"{name}.reason.txt"), Ct);

    private async Task DropAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes, Ct);
    }
}
