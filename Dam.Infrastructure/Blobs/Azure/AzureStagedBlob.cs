using Azure;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>Content on its way into Azure: small content in memory, large content as uncommitted blocks of a blob in the container for ingest.</summary>
internal sealed class AzureStagedBlob : StagedBlob
{
    private readonly CancellationTokenSource _cancel;
    private readonly BlockStream _blocks;
    private readonly HashingStream _target;
    private string? _digest;

    public AzureStagedBlob(BlockBlobClient staging, long limit, CancellationToken ct)
    {
        Staging = staging;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _blocks = new BlockStream(staging, _cancel.Token);
        _target = new HashingStream(_blocks, limit);
    }

    /// <summary>Where the blocks are, if there are any.</summary>
    public BlockBlobClient Staging { get; }

    /// <summary>Takes the content in.</summary>
    public Stream Target => _target;

    /// <summary>Ids of the blocks in their order; empty when the whole content is in <see cref="Memory"/>.</summary>
    public IReadOnlyList<string> Blocks => _blocks.Blocks;

    public ReadOnlyMemory<byte> Memory => _blocks.Memory;

    public override string Digest => _digest ?? throw new InvalidOperationException("The content is not complete yet.");

    public override long Size => _target.Count;

    public override ReadOnlyMemory<byte> Head => _target.Head;

    public async Task CompleteAsync()
    {
        await _blocks.CompleteAsync();
        _digest = _target.Complete();
    }

    public override async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync();
        _target.Release();
        await _blocks.ReleaseAsync();
        _cancel.Dispose();
        if (_blocks.Blocks.Count > 0)
        {
            await DiscardAsync();
        }
    }

    /// <summary>Uncommitted blocks cannot be deleted: an empty blob takes their place and goes. Were this not to happen, Azure drops them after a week.</summary>
    private async Task DiscardAsync()
    {
        try
        {
            await Staging.CommitBlockListAsync([], cancellationToken: CancellationToken.None);
            await Staging.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception failure) when (failure is RequestFailedException or StorageUnavailableException)
        {
            // The content is where it belongs, or whoever staged it has been told by a failure of its own; the sweep at the next start removes what is left.
        }
    }
}
