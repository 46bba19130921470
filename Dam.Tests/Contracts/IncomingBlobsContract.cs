using System.Security.Cryptography;
using Dam.Domain.Blobs;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider does with bytes that come in parts.</summary>
public abstract class IncomingBlobsContract : IAsyncLifetime
{
    private readonly Guid _id = Guid.CreateVersion7();
    private IBlobStore _store = null!;
    private IIncomingBlobs _incoming = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_store, _incoming) = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same each time: another node's, as it were.</summary>
    protected abstract Task<(IBlobStore Store, IIncomingBlobs Incoming)> OpenAsync();

    protected abstract Task CloseAsync();

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(5_000_000, 1, 9_000_000)]
    [InlineData(4_194_304, 4_194_304, 0)]
    public async Task StageAsync_Should_GiveTheWhole_When_PartsCameToSeveralNodes(params int[] lengths)
    {
        var bytes = Bytes(lengths.Sum());
        var at = 0;
        foreach (var length in lengths)
        {
            var (_, incoming) = await OpenAsync();
            Assert.Equal(at + length, await incoming.AppendAsync(_id, at, new MemoryStream(bytes, at, length), length, isRight: null, Ct));
            at += length;
            Assert.Equal(at, await incoming.LengthAsync(_id, Ct));
        }

        await using var staged = await _incoming.StageAsync(_id, Ct);

        Assert.NotNull(staged);
        Assert.Equal((bytes.Length, Digest(bytes)), (staged.Size, staged.Digest));
        Assert.Equal(bytes[..Math.Min(bytes.Length, 4096)], staged.Head.ToArray());
    }

    [Fact]
    public async Task PublishAsync_Should_LeaveWhatCame_When_ItIsPublished()
    {
        var bytes = Bytes(5_000_000);
        await _incoming.AppendAsync(_id, 0, new MemoryStream(bytes), bytes.Length, isRight: null, Ct);

        for (var times = 0; times < 2; times++)
        {
            await using var staged = await _incoming.StageAsync(_id, Ct);
            await _store.PublishAsync(staged!, new BlobKey(BlobArea.Originals, "default", staged!.Digest), Ct);
        }

        Assert.Equal(bytes.Length, await _incoming.LengthAsync(_id, Ct));
        await _incoming.DeleteAsync(_id, Ct);
        Assert.Equal(0, await _incoming.LengthAsync(_id, Ct));
        Assert.Null(await _incoming.StageAsync(_id, Ct));
        await using var content = await _store.OpenAsync(new BlobKey(BlobArea.Originals, "default", Digest(bytes)), Ct);
        var kept = new MemoryStream();
        await content!.CopyToAsync(kept, Ct);
        Assert.Equal(bytes, kept.ToArray());
    }

    [Fact]
    public async Task AppendAsync_Should_Refuse_When_ThePartBeginsElsewhere()
    {
        await _incoming.AppendAsync(_id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);

        foreach (var offset in (long[])[0, 9, 11])
        {
            var refused = await Assert.ThrowsAsync<AppendRefusedException>(() => _incoming.AppendAsync(_id, offset, new MemoryStream(Bytes(10)), 10, isRight: null, Ct));
            Assert.Equal((AppendProblem.Offset, 10L), (refused.Problem, refused.Length));
        }

        var nothing = await Assert.ThrowsAsync<AppendRefusedException>(() => _incoming.AppendAsync(Guid.CreateVersion7(), 1, new MemoryStream(Bytes(1)), 1, isRight: null, Ct));
        Assert.Equal((AppendProblem.Offset, 0L), (nothing.Problem, nothing.Length));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(6_000_000)]
    public async Task AppendAsync_Should_KeepWhatCame_When_ThePartBreaksOff(int length)
    {
        await _incoming.AppendAsync(_id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);

        await Assert.ThrowsAsync<IOException>(() => _incoming.AppendAsync(_id, 10, new BrokenStream(length), long.MaxValue, isRight: null, Ct));

        Assert.Equal(10 + length, await _incoming.LengthAsync(_id, Ct));
        Assert.Equal(11 + length, await _incoming.AppendAsync(_id, 10 + length, new MemoryStream(Bytes(1)), 1, isRight: null, Ct));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000_000)]
    public async Task AppendAsync_Should_KeepAllOrNothing_When_ThePartIsChecked(int length)
    {
        await _incoming.AppendAsync(_id, 0, new MemoryStream(Bytes(10)), 10, isRight: null, Ct);

        await Assert.ThrowsAsync<IOException>(() => _incoming.AppendAsync(_id, 10, new BrokenStream(length), long.MaxValue, () => true, Ct));
        Assert.Equal(10, await _incoming.LengthAsync(_id, Ct));
        var refused = await Assert.ThrowsAsync<AppendRefusedException>(() => _incoming.AppendAsync(_id, 10, new EndlessStream(length: length), length, () => false, Ct));
        Assert.Equal((AppendProblem.Checksum, 10L), (refused.Problem, refused.Length));
        Assert.Equal(10, await _incoming.LengthAsync(_id, Ct));

        Assert.Equal(10 + length, await _incoming.AppendAsync(_id, 10, new EndlessStream(length: length), length, () => true, Ct));
        Assert.Equal(10 + length, await _incoming.LengthAsync(_id, Ct));
    }

    [Fact]
    public async Task AppendAsync_Should_Throw_When_MoreComesThanMay()
    {
        var failure = await Assert.ThrowsAsync<BlobTooLargeException>(() => _incoming.AppendAsync(_id, 0, new MemoryStream(Bytes(11)), 10, isRight: null, Ct));

        Assert.Equal(10, failure.Limit);
    }

    [Fact]
    public async Task AppendAsync_Should_LetOneIn_When_TwoNodesAddAtOnce()
    {
        // Each blocks in the middle of its part until both have begun, or one was refused.
        var (_, other) = await OpenAsync();
        var begun = new Barrier(2);
        var contents = new[] { 'a', 'b' }.Select(letter => (Letter: letter, Stream: new HeldStream((byte)letter, 6_000_000, begun))).ToArray();

        var outcomes = await Task.WhenAll(
            Task.Run(() => TryAppendAsync(_incoming, contents[0].Stream), Ct),
            Task.Run(() => TryAppendAsync(other, contents[1].Stream), Ct));

        Assert.Single(outcomes, outcome => outcome);
        await using var staged = await _incoming.StageAsync(_id, Ct);
        var winner = (byte)contents[Array.IndexOf(outcomes, true)].Letter;
        Assert.Equal(Digest([.. Enumerable.Repeat(winner, 6_000_000)]), staged!.Digest);
    }

    private async Task<bool> TryAppendAsync(IIncomingBlobs incoming, HeldStream content)
    {
        try
        {
            await incoming.AppendAsync(_id, 0, content, long.MaxValue, isRight: null, Ct);
            return true;
        }
        catch (AppendRefusedException)
        {
            return false;
        }
        finally
        {
            content.GiveUp();
        }
    }

    private protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private protected static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Breaks after some bytes.</summary>
    private sealed class BrokenStream(int length) : MemoryStream(Bytes(length))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The connection is gone.");
    }

    /// <summary>One byte again and again, which waits in its middle for another to be there too.</summary>
    private sealed class HeldStream(byte value, int length, Barrier begun) : MemoryStream([.. Enumerable.Repeat(value, length)])
    {
        private bool _left;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > Length / 2 && !_left)
            {
                _left = true;
                begun.SignalAndWait(TimeSpan.FromSeconds(20), cancellationToken);
            }

            return base.ReadAsync(buffer, cancellationToken);
        }

        /// <summary>Lets the other go on alone.</summary>
        public void GiveUp()
        {
            if (!_left)
            {
                _left = true;
                begun.RemoveParticipant();
            }
        }
    }
}
