using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
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
                type: "text",
                unicode: false,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Border",
                table: "AssetVersions",
                type: "character varying(20)",
                unicode: false,
                maxLength: 20,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "ColorProfile",
                table: "AssetVersions",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Watermark",
                table: "Assets",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true,
                collation: "C");
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
