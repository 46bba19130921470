using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class StatusOfAssets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Status",
                table: "Assets",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.Sql("""UPDATE "Assets" SET "Status" = (SELECT v."Status" FROM "AssetVersions" AS v WHERE v."Id" = "Assets"."CurrentVersionId")""");

            migrationBuilder.CreateIndex(
                name: "IX_Assets_Kind_CreatedAt_Id",
                table: "Assets",
                columns: new[] { "Kind", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_Status_CreatedAt_Id",
                table: "Assets",
                columns: new[] { "Status", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_Status_TitleFolded_Id",
                table: "Assets",
                columns: new[] { "Status", "TitleFolded", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Assets_Kind_CreatedAt_Id",
                table: "Assets");

            migrationBuilder.DropIndex(
                name: "IX_Assets_Status_CreatedAt_Id",
                table: "Assets");

            migrationBuilder.DropIndex(
                name: "IX_Assets_Status_TitleFolded_Id",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "Assets");
        }
    }
}
