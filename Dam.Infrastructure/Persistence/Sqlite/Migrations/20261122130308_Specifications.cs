using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Specifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Slots",
                table: "Channels",
                type: "TEXT",
                unicode: false,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Border",
                table: "AssetVersions",
                type: "TEXT",
                unicode: false,
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ColorProfile",
                table: "AssetVersions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Watermark",
                table: "Assets",
                type: "TEXT",
                maxLength: 100,
                nullable: true,
                collation: "BINARY");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Slots",
                table: "Channels");

            migrationBuilder.DropColumn(
                name: "Border",
                table: "AssetVersions");

            migrationBuilder.DropColumn(
                name: "ColorProfile",
                table: "AssetVersions");

            migrationBuilder.DropColumn(
                name: "Watermark",
                table: "Assets");
        }
    }
}
