using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Blobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Blobs",
                columns: table => new
                {
                    Region = table.Column<string>(type: "varchar(192)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Digest = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    CondemnedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Blobs", x => new { x.Digest, x.Region });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Uploads_Digest",
                table: "Uploads",
                column: "Digest",
                filter: "\"Digest\" IS NOT NULL AND \"AssetId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Uploads_Unused",
                table: "Uploads",
                column: "ExpiresAt",
                filter: "\"AssetId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Assets_DeletedAt",
                table: "Assets",
                column: "DeletedAt",
                filter: "\"DeletedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Blobs_CondemnedAt",
                table: "Blobs",
                column: "CondemnedAt",
                filter: "\"CondemnedAt\" IS NOT NULL");

            // What rows name already.
            migrationBuilder.Sql(
                """
                INSERT INTO "Blobs" ("Digest", "Region", "Size", "CreatedAt")
                SELECT v."Digest", v."Region", MIN(v."Size"), MIN(v."CreatedAt") FROM "AssetVersions" AS v GROUP BY v."Digest", v."Region";
                """);
            migrationBuilder.Sql(
                """
                INSERT INTO "Blobs" ("Digest", "Region", "Size", "CreatedAt")
                SELECT u."Digest", u."Region", MIN(u."DeclaredSize"), MIN(u."CreatedAt") FROM "Uploads" AS u
                WHERE u."Digest" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Blobs" AS b WHERE b."Digest" = u."Digest" AND b."Region" = u."Region")
                GROUP BY u."Digest", u."Region";
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Blobs");

            migrationBuilder.DropIndex(
                name: "IX_Uploads_Digest",
                table: "Uploads");

            migrationBuilder.DropIndex(
                name: "IX_Uploads_Unused",
                table: "Uploads");

            migrationBuilder.DropIndex(
                name: "IX_Assets_DeletedAt",
                table: "Assets");
        }
    }
}
