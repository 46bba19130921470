using System.Security.Cryptography;
using Dam.Domain.Blobs;

namespace Dam.Domain.Uploads;

/// <summary>How far an upload is.</summary>
/// <param name="Offset">Bytes that have come, and are durable.</param>
public sealed record UploadProgress(Upload Upload, long Offset);

/// <param name="Algorithm">Of the hash.</param>
/// <param name="Value">What the part's hash is, says its sender.</param>
public sealed record PartChecksum(HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Value);

/// <param name="Offset">Where the part begins.</param>
/// <param name="Length">Of the part, if the transport announces it.</param>
/// <param name="Checksum">Null when its sender does not say.</param>
public sealed record UploadPart(long Offset, Stream Content, long? Length, PartChecksum? Checksum);

/// <summary>The part does not begin where the bytes that are there end, or somebody else is sending one.</summary>
/// <param name="Code"><c>OFFSET_MISMATCH</c> or <c>UPLOAD_BUSY</c>.</param>
/// <param name="Offset">Where the next part has to begin.</param>
public sealed record OffsetConflict(string Code, string Message, long Offset) : DomainError(Code, Message)
{
    public static OffsetConflict Wrong(long offset) => new("OFFSET_MISMATCH", $"{offset} bytes have come: the next part has to begin there.", offset);

    public static OffsetConflict Busy(long offset) => new("UPLOAD_BUSY", "Another part of this upload is being received. Ask for the offset again in a moment.", offset);
}

/// <summary>The part's hash is another than its sender said; it was thrown away.</summary>
public sealed record PartMismatch() : DomainError("PART_CHECKSUM_MISMATCH", "The part that came has another checksum than the one sent with it. It was thrown away: send it again.");

/// <summary>Takes an upload's bytes in parts. With the last one it is received, by the rules of an upload that comes in one piece.</summary>
public sealed class AppendUploadHandler(IIncomingBlobs incoming, ReceiveUploadHandler receive)
{
    public async Task<Outcome<UploadProgress>> FindAsync(Guid uploadId, CancellationToken ct)
    {
        var offset = await incoming.LengthAsync(uploadId, ct);

        // Read afterwards: what has come is gone only when the row says that all of it has.
        var found = await receive.FindAsync(uploadId, ct);
        return found.Value is { } upload
            ? new UploadProgress(upload, upload.Digest is null ? offset : upload.DeclaredSize)
            : Outcome<UploadProgress>.Refused(found.Errors);
    }

    public async Task<Outcome<UploadProgress>> HandleAsync(Guid uploadId, UploadPart part, CancellationToken ct)
    {
        var found = await receive.FindAsync(uploadId, ct);
        if (found.Value is not { } upload)
        {
            return Outcome<UploadProgress>.Refused(found.Errors);
        }

        if (upload.Digest is not null)
        {
            return part.Offset == upload.DeclaredSize && part.Length is 0 ? new UploadProgress(upload, part.Offset) : OffsetConflict.Wrong(upload.DeclaredSize);
        }

        var room = upload.DeclaredSize - part.Offset;
        if (part.Length > room)
        {
            return TooLong(upload);
        }

        var appended = await AppendAsync(upload, part, room, ct);
        if (!appended.Succeeded || appended.Value.Offset < upload.DeclaredSize)
        {
            return appended;
        }

        var received = await receive.CompleteAsync(uploadId);
        return received.Succeeded ? appended : Outcome<UploadProgress>.Refused(received.Errors);
    }

    private async Task<Outcome<UploadProgress>> AppendAsync(Upload upload, UploadPart part, long room, CancellationToken ct)
    {
        using var hash = part.Checksum is { } checksum ? new HashedReads(part.Content, checksum) : null;
        try
        {
            return new UploadProgress(upload, await incoming.AppendAsync(upload.Id, part.Offset, hash ?? part.Content, room, hash is null ? null : hash.IsRight, ct));
        }
        catch (AppendRefusedException refused)
        {
            return refused.Problem switch
            {
                AppendProblem.Offset => OffsetConflict.Wrong(refused.Length),
                AppendProblem.Busy => OffsetConflict.Busy(refused.Length),
                AppendProblem.Full => new InvalidInput("TOO_MANY_PARTS", "The upload has come in as many parts as can be kept. Create a new one, and send larger parts."),
                _ => new PartMismatch(),
            };
        }
        catch (BlobTooLargeException)
        {
            await incoming.DeleteAsync(upload.Id, CancellationToken.None);
            return TooLong(upload);
        }
    }

    private static TooLarge TooLong(Upload upload) =>
        new(upload.DeclaredSize) { Message = $"More than the {upload.DeclaredSize} bytes that were declared came." };

    /// <summary>Hashes what is read through it.</summary>
    private sealed class HashedReads(Stream content, PartChecksum checksum) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(checksum.Algorithm);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public bool IsRight() => CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), checksum.Value.Span);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await content.ReadAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span[..count]);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
