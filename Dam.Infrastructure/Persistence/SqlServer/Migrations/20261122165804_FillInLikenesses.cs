using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class FillInLikenesses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Of FillInLikenessesHandler; only where there is something to do. 2 is READY, and 1 bulk.
            migrationBuilder.Sql(
                """
                INSERT INTO "Jobs" ("Id", "Kind", "Payload", "Priority", "Attempts", "CreatedAt", "RunAfter")
                SELECT 0x01a204334a807f118110000000000001, 'fill-in-likenesses', '', 1, 0, n."Now", n."Now"
                FROM (SELECT 621355968000000000 + DATEDIFF_BIG(SECOND, '1970-01-01', SYSUTCDATETIME()) * 10000000 AS "Now") AS n
                WHERE EXISTS (
                    SELECT 1 FROM "AssetVersions" AS v
                    WHERE v."Processing" = 2 AND v."Width" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Likenesses" AS l WHERE l."VersionId" = v."Id"));
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM \"Jobs\" WHERE \"Kind\" = 'fill-in-likenesses';");
        }
    }
}
