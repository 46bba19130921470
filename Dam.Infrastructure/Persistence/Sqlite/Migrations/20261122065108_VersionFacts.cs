using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class VersionFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Duration",
                table: "AssetVersions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PageCount",
                table: "AssetVersions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "VersionFacts",
                columns: table => new
                {
                    VersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Technical = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    Location = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY"),
                    Text = table.Column<string>(type: "TEXT", nullable: true, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VersionFacts", x => x.VersionId);
                    table.ForeignKey(
                        name: "FK_VersionFacts_AssetVersions_VersionId",
                        column: x => x.VersionId,
                        principalTable: "AssetVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VersionFacts");

            migrationBuilder.DropColumn(
                name: "Duration",
                table: "AssetVersions");

            migrationBuilder.DropColumn(
                name: "PageCount",
                table: "AssetVersions");
        }
    }
}
