using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Likenesses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Likenesses",
                columns: table => new
                {
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AssetId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Levels = table.Column<byte[]>(type: "BLOB", maxLength: 576, nullable: false),
                    Key0 = table.Column<int>(type: "INTEGER", nullable: false),
                    Key1 = table.Column<int>(type: "INTEGER", nullable: false),
                    Key2 = table.Column<int>(type: "INTEGER", nullable: false),
                    Key3 = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Likenesses", x => x.VersionId);
                    table.ForeignKey(
                        name: "FK_Likenesses_AssetVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "AssetVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Likenesses_Key0_VersionId",
                table: "Likenesses",
                columns: new[] { "Key0", "VersionId" });

            migrationBuilder.CreateIndex(
                name: "IX_Likenesses_Key1_VersionId",
                table: "Likenesses",
                columns: new[] { "Key1", "VersionId" });

            migrationBuilder.CreateIndex(
                name: "IX_Likenesses_Key2_VersionId",
                table: "Likenesses",
                columns: new[] { "Key2", "VersionId" });

            migrationBuilder.CreateIndex(
                name: "IX_Likenesses_Key3_VersionId",
                table: "Likenesses",
                columns: new[] { "Key3", "VersionId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Likenesses");
        }
    }
}
