using System.Security.Cryptography;
using System.Text;
using Dam.Domain.Access;

namespace Dam.Domain.Uploads;

/// <param name="Filename">A name, not a path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="MediaType">A hint; what counts is read from the bytes.</param>
public sealed record ReceiveFile(string Filename, long Size, string? MediaType) : Command;

/// <summary>Takes in a file that came with its request: the same as reserving a place and sending the bytes there.</summary>
public sealed class ReceiveFileHandler(CreateUploadHandler create, ReceiveUploadHandler receive)
{
    public async Task<Outcome<ReservedUpload>> HandleAsync(Caller caller, ReceiveFile command, Func<Stream> open, CancellationToken ct)
    {
        var reservation = new CreateUpload(command.Filename, command.Size, command.MediaType, Digest: null) { IdempotencyKey = KeyOf(command.IdempotencyKey) };
        var reserved = await create.HandleAsync(caller, reservation, ct);
        if (!reserved.Succeeded)
        {
            return reserved;
        }

        await using var content = open();
        var received = await receive.HandleAsync(reserved.Value.Id, content, command.Size, ct);
        return received.Succeeded ? reserved : Outcome<ReservedUpload>.Refused(received.Errors);
    }

    /// <summary>A request that is sent again finds its place again; what it is part of has the key itself.</summary>
    internal static string? KeyOf(string? key) => key is null ? null : $"file:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
