using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Uploads;

/// <summary>Before a file is received, where taking the writers' turn would make it wait for every other.</summary>
internal sealed class UploadReader(Database database) : IUploadReader
{
    private static readonly Sql Columns = new(
        "u.\"Id\", u.\"Filename\", u.\"DeclaredSize\", u.\"DeclaredMediaType\", u.\"DeclaredDigest\", u.\"TusMetadata\", u.\"CreatedBy\", u.\"CreatedAt\", u.\"ExpiresAt\","
        + " u.\"ReceivedAt\", u.\"Digest\", u.\"Region\", u.\"MediaType\", u.\"AssetId\"");

    public async Task<Upload?> FindAsync(Guid id, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}\nFROM \"Uploads\" AS u\nWHERE u.\"Id\" = {id}");
        var found = await database.QueryAsync(statement, Read, ct);
        return found.Count > 0 ? found[0] : null;
    }

    private static Upload Read(Row row)
    {
        var upload = new Upload(row.Text(1), row.Number(2), row.TextOrNull(3), row.TextOrNull(4), row.Text(6), row.Instant(7), row.Instant(8), row.Id(0)) { TusMetadata = row.TextOrNull(5) };
        if (row.InstantOrNull(9) is { } receivedAt)
        {
            upload.Received(row.Text(10), row.Text(11), row.Text(12), receivedAt);
        }

        if (!row.IsNull(13))
        {
            upload.BecameAsset(row.Id(13));
        }

        return upload;
    }
}
