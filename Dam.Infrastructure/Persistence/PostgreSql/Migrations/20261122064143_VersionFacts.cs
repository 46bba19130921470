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
            migrationBuilder.DropTable(
                name: "Likenesses");

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

            migrationBuilder.CreateTable(
                name: "Likenesses",
                columns: table => new
                {
                    VersionId = table.Column<Guid>(type: "uuid", nullable: false),
                    AssetId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key0 = table.Column<int>(type: "integer", nullable: false),
                    Key1 = table.Column<int>(type: "integer", nullable: false),
                    Key2 = table.Column<int>(type: "integer", nullable: false),
                    Key3 = table.Column<int>(type: "integer", nullable: false),
                    Levels = table.Column<byte[]>(type: "bytea", maxLength: 576, nullable: false)
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
    }
}
