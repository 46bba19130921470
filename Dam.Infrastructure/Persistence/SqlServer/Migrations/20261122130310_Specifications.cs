using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
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
                type: "varchar(max)",
                unicode: false,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "Border",
                table: "AssetVersions",
                type: "varchar(20)",
                unicode: false,
                maxLength: 20,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<int>(
                name: "ColorProfile",
                table: "AssetVersions",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Watermark",
                table: "Assets",
                type: "varchar(300)",
                maxLength: 100,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");
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
