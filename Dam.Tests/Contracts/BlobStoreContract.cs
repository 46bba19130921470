using System.Security.Cryptography;
using Dam.Domain.Blobs;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's blob store does.</summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    private IBlobStore _store = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An empty store.</summary>
    protected abstract Task<IBlobStore> OpenAsync();

    protected abstract Task CloseAsync();

    /// <summary>How many things are staged and not thrown away.</summary>
    protected abstract int CountStaged();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_000)]
    public async Task StageAsync_Should_CountAndHash_When_ContentIsOfAnySize(int size)
    {
        var bytes = Bytes(size);

        await using var staged = await _store.StageAsync(new MemoryStream(bytes), size, Ct);

        Assert.Equal(size, staged.Size);
        Assert.Equal(DigestOf(bytes), staged.Digest);
        Assert.Equal(bytes[..Math.Min(size, 4096)], staged.Head.ToArray());
    }

    [Fact]
    public async Task StageAsync_Should_HashTheSame_When_ContentComesInSmallPieces()
    {
        var bytes = Bytes(10_000);

        await using var staged = await _store.StageAsync(
            async target =>
            {
                for (var at = 0; at < bytes.Length; at += 999)
                {
                    await target.WriteAsync(bytes.AsMemory(at, Math.Min(999, bytes.Length - at)), Ct);
                }

                await target.DisposeAsync();
            },
            long.MaxValue,
            Ct);

        Assert.Equal((10_000L, DigestOf(bytes)), (staged.Size, staged.Digest));
        Assert.Equal(bytes[..4096], staged.Head.ToArray());
    }

    [Fact]
    public async Task StageAsync_Should_ThrowAndLeaveNothing_When_ContentPassesTheLimit()
    {
        var failure = await Assert.ThrowsAsync<BlobTooLargeException>(() => _store.StageAsync(new MemoryStream(Bytes(1001)), 1000, Ct));

        Assert.Equal(1000, failure.Limit);
        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task StageAsync_Should_LeaveNothing_When_TheWriterThrows()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _store.StageAsync(
            async target =>
            {
                await target.WriteAsync(Bytes(100), Ct);
                throw new InvalidDataException();
            },
            limit: 1000,
            Ct));

        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task StageAsync_Should_LeaveNothing_When_ItIsCancelledMidWay()
    {
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.StageAsync(new EndlessStream(afterReads: 5, cancel.Cancel), long.MaxValue, cancel.Token));

        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task StageAsync_Should_KeepMemoryFlat_When_ContentIsHuge()
    {
        const long Size = 200L << 20;
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await using var staged = await _store.StageAsync(new EndlessStream(length: Size), Size, Ct);

        Assert.Equal(Size, staged.Size);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50L << 20);
    }

    [Fact]
    public async Task DisposeAsync_Should_ThrowTheContentAway_When_ItWasNotPublished()
    {
        // More than any store keeps in memory.
        var staged = await _store.StageAsync(new MemoryStream(Bytes(9_000_000)), 9_000_000, Ct);
        Assert.Equal(1, CountStaged());

        await staged.DisposeAsync();

        Assert.Equal(0, CountStaged());
        Assert.False(await _store.ExistsAsync(Original(staged.Digest), Ct));
    }

    [Fact]
    public async Task OpenAsync_Should_GiveASeekableCopy_When_ContentWasPublished()
    {
        var bytes = Bytes(300_000);
        var key = await PublishAsync(bytes);

        await using var content = await _store.OpenAsync(key, Ct);

        Assert.NotNull(content);
        Assert.Equal(bytes.Length, content.Length);
        Assert.Equal(bytes, await ReadAsync(content));
        content.Seek(299_990, SeekOrigin.Begin);
        Assert.Equal(bytes[299_990..], await ReadAsync(content));
        Assert.True(await _store.ExistsAsync(key, Ct));
        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task OpenAsync_Should_GiveLargeContentFromAnyPlace_When_ItIsReadWithJumps()
    {
        var bytes = Bytes(20_000_000);
        var key = await PublishAsync(bytes);

        await using var content = await _store.OpenAsync(key, Ct);

        foreach (var at in (int[])[19_999_990, 0, 300, 5_000_000, 4_999_999, 12_345_678])
        {
            var piece = new byte[10];
            content!.Seek(at, SeekOrigin.Begin);
            await content.ReadExactlyAsync(piece, Ct);
            Assert.Equal(bytes[at..(at + 10)], piece);
            content.Position -= 5;
            content.ReadExactly(piece.AsSpan(0, 5));
            Assert.Equal(bytes[(at + 5)..(at + 10)], piece[..5]);
        }

        content!.Position = 0;
        Assert.Equal(bytes, await ReadAsync(content));
        Assert.Equal(0, await content.ReadAsync(new byte[1], Ct));
    }

    [Fact]
    public async Task StageAsync_Should_TakeContentThatIsWrittenSynchronously_When_AnEncoderWritesIt()
    {
        var bytes = Bytes(10_000_000);

        await using var staged = await _store.StageAsync(
            target => Task.Run(
                () =>
                {
                    for (var at = 0; at < bytes.Length; at += 70_000)
                    {
                        target.Write(bytes, at, Math.Min(70_000, bytes.Length - at));
                    }
                },
                Ct),
            long.MaxValue,
            Ct);
        await _store.PublishAsync(staged, Original(staged.Digest), Ct);

        await using var content = await _store.OpenAsync(Original(DigestOf(bytes)), Ct);
        Assert.Equal(bytes, await ReadAsync(content!));
    }

    [Fact]
    public async Task OpenAsync_Should_GiveNull_When_ThereIsNothing()
    {
        var key = Original(DigestOf(Bytes(5)));

        Assert.Null(await _store.OpenAsync(key, Ct));
        Assert.False(await _store.ExistsAsync(key, Ct));
        Assert.False(await _store.DeleteAsync(key, Ct));
    }

    [Fact]
    public async Task OpenAsync_Should_KeepApart_When_KeysDifferInOnePart()
    {
        var digest = DigestOf(Bytes(3));
        BlobKey[] keys =
        [
            new(BlobArea.Renditions, "default", digest, "w1-h1-fill-webp-q75-g1"),
            new(BlobArea.Renditions, "default", digest, "w1-h1-fill-webp-q76-g1"),
            new(BlobArea.Renditions, "eu", digest, "w1-h1-fill-webp-q75-g1"),
            new(BlobArea.Mezzanines, "default", digest),
            new(BlobArea.Mezzanines, "default", digest, "g1"),
        ];
        for (var i = 0; i < keys.Length; i++)
        {
            await using var staged = await _store.StageAsync(new MemoryStream(Bytes(10 + i)), 100, Ct);
            await _store.PublishAsync(staged, keys[i], Ct);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            await using var content = await _store.OpenAsync(keys[i], Ct);
            Assert.Equal(Bytes(10 + i), await ReadAsync(content!));
        }
    }

    [Fact]
    public async Task PublishAsync_Should_KeepWhatIsThere_When_TheSameContentComesAgain()
    {
        var bytes = Bytes(1000);
        var key = await PublishAsync(bytes);
        await using var open = await _store.OpenAsync(key, Ct);

        Assert.Equal(key, await PublishAsync(bytes));

        Assert.Equal(bytes, await ReadAsync(open!));
        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task PublishAsync_Should_Succeed_When_ManyPublishTheSameAtOnce()
    {
        var bytes = Bytes(50_000);

        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PublishAsync(bytes), Ct)));

        await using var content = await _store.OpenAsync(Assert.Single(keys.Distinct()), Ct);
        Assert.Equal(bytes, await ReadAsync(content!));
        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task PublishAsync_Should_Refuse_When_AnOriginalIsNamedByAnotherDigest()
    {
        await using var staged = await _store.StageAsync(new MemoryStream(Bytes(10)), 10, Ct);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.PublishAsync(staged, Original(DigestOf(Bytes(11))), Ct));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(9_000_000)]
    public async Task PublishAsync_Should_PutTheBytesBack_When_TheyWereDeletedMeanwhile(int size)
    {
        var bytes = Bytes(size);
        await using (var staged = await _store.StageAsync(new MemoryStream(bytes), size, Ct))
        {
            var key = Original(staged.Digest);
            await _store.PublishAsync(staged, key, Ct);
            await _store.DeleteAsync(key, Ct);

            await _store.PublishAsync(staged, key, Ct);
            await _store.PublishAsync(staged, key, Ct);

            await using var open = await _store.OpenAsync(key, Ct);
            Assert.Equal(bytes, await ReadAsync(open!));
        }

        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task PublishAsync_Should_PutTheBytesBack_When_ManyHadPublishedThemAtOnceBefore()
    {
        var bytes = Bytes(1_000);
        for (var round = 0; round < 20; round++)
        {
            var staged = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _store.StageAsync(new MemoryStream(bytes), bytes.Length, Ct)));
            var key = Original(staged[0].Digest);
            await Task.WhenAll(staged.Select(one => Task.Run(() => _store.PublishAsync(one, key, Ct), Ct)));
            foreach (var one in staged)
            {
                await _store.DeleteAsync(key, Ct);
                await _store.PublishAsync(one, key, Ct);
                Assert.True(await _store.ExistsAsync(key, Ct));
                await one.DisposeAsync();
            }
        }

        Assert.Equal(0, CountStaged());
    }

    [Fact]
    public async Task DeleteAllAsync_Should_DeleteAnOriginalAndWhatWasMadeOfIt_When_ThereAreOthersBesideIt()
    {
        var (name, other) = (await PublishAsync(Bytes(100)), await PublishAsync(Bytes(200)));
        BlobKey[] gone = [name, name with { Area = BlobArea.Mezzanines }, name with { Area = BlobArea.Renditions, Variant = "w_1.webp" }, name with { Area = BlobArea.Renditions, Variant = "w_2.avif" }];
        BlobKey[] stay = [other, other with { Area = BlobArea.Mezzanines }, other with { Area = BlobArea.Renditions, Variant = "w_1.webp" }];
        foreach (var key in gone.Concat(stay).Where(key => key.Area != BlobArea.Originals))
        {
            await using var staged = await _store.StageAsync(new MemoryStream(Bytes(10)), 10, Ct);
            await _store.PublishAsync(staged, key, Ct);
        }

        await _store.DeleteAllAsync(new BlobName(name.Region, name.Digest), Ct);
        await _store.DeleteAllAsync(new BlobName(name.Region, name.Digest), Ct);

        foreach (var key in gone)
        {
            Assert.False(await _store.ExistsAsync(key, Ct), $"{key}");
        }

        foreach (var key in stay)
        {
            Assert.True(await _store.ExistsAsync(key, Ct), $"{key}");
        }
    }

    [Fact]
    public async Task ListOriginalsAsync_Should_GiveEachOriginal_When_ThereAreOtherBlobsToo()
    {
        Assert.Empty(await _store.ListOriginalsAsync(Ct).ToListAsync(Ct));
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var keys = new[] { await PublishAsync(Bytes(100)), await PublishAsync(Bytes(200)) };
        await using var staged = await _store.StageAsync(new MemoryStream(Bytes(10)), 10, Ct);
        await _store.PublishAsync(staged, keys[0] with { Area = BlobArea.Renditions, Variant = "w_1.webp" }, Ct);

        var found = await _store.ListOriginalsAsync(Ct).ToListAsync(Ct);

        Assert.Equal(keys.Select(key => key.Digest).Order(StringComparer.Ordinal), found.Select(blob => blob.Name.Digest).Order(StringComparer.Ordinal));
        Assert.Equal([100, 200], found.Select(blob => blob.Size).Order());
        Assert.All(found, blob => Assert.InRange(blob.WrittenAt, before, TimeProvider.System.GetUtcNow().AddMinutes(1)));
    }

    [Fact]
    public async Task DeleteAsync_Should_LeaveOpenReadersAlone_When_ContentIsBeingRead()
    {
        var bytes = Bytes(100_000);
        var key = await PublishAsync(bytes);
        await using var open = await _store.OpenAsync(key, Ct);
        await open!.ReadExactlyAsync(new byte[10], Ct);

        Assert.True(await _store.DeleteAsync(key, Ct));

        Assert.Null(await _store.OpenAsync(key, Ct));
        Assert.Equal(bytes[10..], await ReadAsync(open));
    }

    [Theory]
    [InlineData("default", "../../../../etc/passwd", "")]
    [InlineData("../x", null, "")]
    [InlineData("", null, "")]
    [InlineData("a/b", null, "")]
    [InlineData("default\n", null, "")]
    [InlineData("default", null, "../x")]
    [InlineData("default", null, "a/b")]
    [InlineData("default", null, "a\0b")]
    [InlineData("default", "ABCDEF", "")]
    public async Task OpenAsync_Should_Refuse_When_AKeyIsNoKey(string region, string? digest, string variant)
    {
        var key = new BlobKey(BlobArea.Renditions, region, digest ?? DigestOf([]), variant);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.OpenAsync(key, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(key, Ct));
    }

    private protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private protected static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private protected static BlobKey Original(string digest) => new(BlobArea.Originals, "default", digest);

    private async Task<BlobKey> PublishAsync(byte[] bytes)
    {
        await using var staged = await _store.StageAsync(new MemoryStream(bytes), bytes.Length, Ct);
        await _store.PublishAsync(staged, Original(staged.Digest), Ct);
        return Original(staged.Digest);
    }

    private static async Task<byte[]> ReadAsync(Stream content)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }
}
