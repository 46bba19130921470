using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
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
                SELECT '01a20433-4a80-7f11-8110-000000000001', 'fill-in-likenesses', '', 1, 0, n."Now", n."Now"
                FROM (SELECT 621355968000000000 + CAST(EXTRACT(EPOCH FROM now()) * 10000000 AS bigint) AS "Now") AS n
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
