using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Descriptions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AltTexts",
                table: "Assets",
                type: "varchar(max)",
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "FocalPoint",
                table: "Assets",
                type: "varchar(40)",
                unicode: false,
                maxLength: 40,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "Metadata",
                table: "Assets",
                type: "varchar(max)",
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "Tags",
                table: "Assets",
                type: "varchar(max)",
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.CreateTable(
                name: "AssetTags",
                columns: table => new
                {
                    AssetId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    TagFolded = table.Column<string>(type: "varchar(300)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AssetTags", x => new { x.AssetId, x.TagFolded });
                    table.ForeignKey(
                        name: "FK_AssetTags_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Events_SkuId_Sequence",
                table: "Events",
                columns: new[] { "SkuId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_AssetTags_TagFolded_CreatedAt_AssetId",
                table: "AssetTags",
                columns: new[] { "TagFolded", "CreatedAt", "AssetId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AssetTags");

            migrationBuilder.DropIndex(
                name: "IX_Events_SkuId_Sequence",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "AltTexts",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "FocalPoint",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Metadata",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Tags",
                table: "Assets");
        }
    }
}
