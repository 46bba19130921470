using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PageCount",
                table: "AssetVersions",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "VersionFacts",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Technical = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Text = table.Column<string>(type: "text", nullable: true, collation: "C")
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
