using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Dam.Domain.Blobs;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// What has come of uploads as block blobs <c>parts/{id}</c> in the container for ingest. Blocks are added by committing a longer list, on the condition that nobody else has
/// done so since: of two who add at once, one fails, whatever their nodes.
/// </summary>
internal sealed class AzureIncomingBlobs(BlobContainerClient ingest) : IIncomingBlobs
{
    private const int BlockSize = 4 * 1024 * 1024;

    /// <summary>How many blocks may be lost when a process is killed.</summary>
    private const int BlocksPerCommit = 4;

    /// <summary>That Azure keeps in a blob. Parts that are smaller than a block take one each.</summary>
    private const int MostBlocks = 50_000;

    public async Task<long> LengthAsync(Guid uploadId, CancellationToken ct) => (await FindAsync(BlobOf(uploadId), ct))?.ContentLength ?? 0;

    public async Task<long> AppendAsync(Guid uploadId, long offset, Stream content, long limit, Func<bool>? isRight, CancellationToken ct)
    {
        var blob = BlobOf(uploadId);
        var there = await FindAsync(blob, ct);
        if ((there?.ContentLength ?? 0) != offset)
        {
            throw new AppendRefusedException(AppendProblem.Offset, there?.ContentLength ?? 0);
        }

        var blocks = new List<string>();
        if (there is not null)
        {
            BlockList list = await blob.GetBlockListAsync(BlockListTypes.Committed, cancellationToken: ct);
            blocks.AddRange(list.CommittedBlocks.Select(block => block.Name));
        }

        var added = new Addition(blob, blocks, there?.ETag);
        try
        {
            for (var isMore = true; isMore;)
            {
                isMore = await added.StageAsync(content, limit - added.Length, ct);
                if (isRight is null && added.Uncommitted == BlocksPerCommit)
                {
                    await added.CommitAsync();
                }
            }
        }
        catch (Exception broken) when (isRight is null && broken is not BlobTooLargeException)
        {
            await added.CommitAsync();
            throw;
        }

        if (isRight is not null && !isRight())
        {
            throw new AppendRefusedException(AppendProblem.Checksum, offset);
        }

        await added.CommitAsync();
        return offset + added.Length;
    }

    public async Task<StagedBlob?> StageAsync(Guid uploadId, CancellationToken ct) => await AzureReadBlob.ReadAsync(BlobOf(uploadId), ct);

    public Task DeleteAsync(Guid uploadId, CancellationToken ct) => BlobOf(uploadId).DeleteIfExistsAsync(cancellationToken: ct);

    private BlockBlobClient BlobOf(Guid uploadId) => ingest.GetBlockBlobClient($"parts/{uploadId:N}");

    private static async Task<BlobProperties?> FindAsync(BlockBlobClient blob, CancellationToken ct)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: ct);
        }
        catch (RequestFailedException failure) when (failure.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Blocks on their way into a blob.</summary>
    /// <param name="blocks">Those that the blob has.</param>
    /// <param name="version">Of the blob; null when there is none yet.</param>
    private sealed class Addition(BlockBlobClient blob, List<string> blocks, ETag? version)
    {
        private readonly byte[] _buffer = new byte[BlockSize];
        private ETag? _version = version;

        /// <summary>Bytes that were staged.</summary>
        public long Length { get; private set; }

        /// <summary>Blocks that were staged since the last commit.</summary>
        public int Uncommitted { get; private set; }

        /// <summary>Stages a block, also when the content breaks off within it. False when it was the last.</summary>
        public async Task<bool> StageAsync(Stream content, long limit, CancellationToken ct)
        {
            var length = 0;
            try
            {
                for (int count; length < BlockSize; length += count)
                {
                    count = await content.ReadAsync(_buffer.AsMemory(length), ct);
                    if (count == 0)
                    {
                        return false;
                    }

                    if (length + count > limit)
                    {
                        throw new BlobTooLargeException(limit);
                    }
                }

                return true;
            }
            finally
            {
                if (length > 0)
                {
                    await StageAsync(length);
                }
            }
        }

        /// <summary>Durable when it returns.</summary>
        public async Task CommitAsync()
        {
            if (Uncommitted == 0)
            {
                return;
            }

            var conditions = _version is { } current ? new BlobRequestConditions { IfMatch = current } : new BlobRequestConditions { IfNoneMatch = ETag.All };
            try
            {
                BlobContentInfo committed = await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = conditions }, CancellationToken.None);
                _version = committed.ETag;
                Uncommitted = 0;
            }
            catch (RequestFailedException failure) when (failure.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict or (int)HttpStatusCode.BadRequest)
            {
                // Somebody else has committed, and with it thrown these blocks away.
                throw new AppendRefusedException(AppendProblem.Busy, (await FindAsync(blob, CancellationToken.None))?.ContentLength ?? 0);
            }
        }

        /// <summary>Not cancelled: what has come is kept.</summary>
        private async Task StageAsync(int length)
        {
            if (blocks.Count == MostBlocks)
            {
                throw new AppendRefusedException(AppendProblem.Full, 0);
            }

            var id = NewId(blocks.Count);
            using var bytes = new MemoryStream(_buffer, 0, length, writable: false);
            await blob.StageBlockAsync(id, bytes, options: null, CancellationToken.None);
            blocks.Add(id);
            Length += length;
            Uncommitted++;
        }

        /// <summary>Of one length, and no two alike: somebody else may be staging the block of the same number.</summary>
        private static string NewId(int number)
        {
            Span<byte> id = stackalloc byte[12];
            BinaryPrimitives.WriteInt32BigEndian(id, number);
            RandomNumberGenerator.Fill(id[4..]);
            return Convert.ToBase64String(id);
        }
    }
}
