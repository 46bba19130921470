using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class FirstLight : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Assets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Title = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    TitleFolded = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    Epoch = table.Column<int>(type: "integer", nullable: false),
                    CurrentVersionId = table.Column<Guid>(type: "uuid", nullable: false),
                    PublishedVersionId = table.Column<Guid>(type: "uuid", nullable: true),
                    EmbargoUntil = table.Column<long>(type: "bigint", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    TerritoryMode = table.Column<int>(type: "integer", nullable: false),
                    TerritoryCodes = table.Column<string>(type: "character varying(8000)", unicode: false, maxLength: 8000, nullable: false, collation: "C"),
                    Credit = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    CopyrightNotice = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false),
                    DeletedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Assets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Jobs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    Payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    RunAfter = table.Column<long>(type: "bigint", nullable: false),
                    LeaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    LeaseUntil = table.Column<long>(type: "bigint", nullable: true),
                    LastError = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true, collation: "C"),
                    Dead = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Jobs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Skus",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    NameFolded = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Skus", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Uploads",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Filename = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    DeclaredSize = table.Column<long>(type: "bigint", nullable: false),
                    DeclaredMediaType = table.Column<string>(type: "character varying(127)", maxLength: 127, nullable: true, collation: "C"),
                    DeclaredDigest = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    CreatedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false),
                    ReceivedAt = table.Column<long>(type: "bigint", nullable: true),
                    Digest = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    Region = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    MediaType = table.Column<string>(type: "character varying(127)", maxLength: 127, nullable: true, collation: "C"),
                    AssetId = table.Column<Guid>(type: "uuid", nullable: true),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Uploads", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AssetVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AssetId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    Digest = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    Region = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Filename = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    FilenameFolded = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    MediaType = table.Column<string>(type: "character varying(127)", maxLength: 127, nullable: false, collation: "C"),
                    Size = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true, collation: "C"),
                    CreatedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Processing = table.Column<int>(type: "integer", nullable: false),
                    ProcessingStage = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Problems = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Colors = table.Column<string>(type: "character varying(200)", unicode: false, maxLength: 200, nullable: true, collation: "C"),
                    DominantColor = table.Column<string>(type: "character varying(7)", unicode: false, maxLength: 7, nullable: true, collation: "C"),
                    HasAlpha = table.Column<bool>(type: "boolean", nullable: true),
                    Height = table.Column<int>(type: "integer", nullable: true),
                    MezzanineHeight = table.Column<int>(type: "integer", nullable: true),
                    MezzanineWidth = table.Column<int>(type: "integer", nullable: true),
                    Pages = table.Column<int>(type: "integer", nullable: true),
                    ThumbHash = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    Width = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AssetVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AssetVersions_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SkuLinks",
                columns: table => new
                {
                    SkuId = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    AssetId = table.Column<Guid>(type: "uuid", nullable: false),
                    Role = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SkuLinks", x => new { x.SkuId, x.Position });
                    table.ForeignKey(
                        name: "FK_SkuLinks_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_SkuLinks_Skus_SkuId",
                        column: x => x.SkuId,
                        principalTable: "Skus",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_CreatedAt_Id",
                table: "Assets",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_TitleFolded_Id",
                table: "Assets",
                columns: new[] { "TitleFolded", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_UpdatedAt_Id",
                table: "Assets",
                columns: new[] { "UpdatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AssetVersions_AssetId_Number",
                table: "AssetVersions",
                columns: new[] { "AssetId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AssetVersions_Digest_AssetId",
                table: "AssetVersions",
                columns: new[] { "Digest", "AssetId" });

            migrationBuilder.CreateIndex(
                name: "IX_AssetVersions_Filename_AssetId",
                table: "AssetVersions",
                columns: new[] { "Filename", "AssetId" });

            migrationBuilder.CreateIndex(
                name: "IX_AssetVersions_FilenameFolded_AssetId",
                table: "AssetVersions",
                columns: new[] { "FilenameFolded", "AssetId" });

            migrationBuilder.CreateIndex(
                name: "IX_AssetVersions_Size_AssetId",
                table: "AssetVersions",
                columns: new[] { "Size", "AssetId" });

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Dead_RunAfter_Id",
                table: "Jobs",
                columns: new[] { "Dead", "RunAfter", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_LeaseId",
                table: "Jobs",
                column: "LeaseId");

            migrationBuilder.CreateIndex(
                name: "IX_SkuLinks_AssetId_SkuId",
                table: "SkuLinks",
                columns: new[] { "AssetId", "SkuId" });

            migrationBuilder.CreateIndex(
                name: "IX_Skus_Code",
                table: "Skus",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Skus_NameFolded_Id",
                table: "Skus",
                columns: new[] { "NameFolded", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Uploads_ExpiresAt",
                table: "Uploads",
                column: "ExpiresAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AssetVersions");

            migrationBuilder.DropTable(
                name: "Jobs");

            migrationBuilder.DropTable(
                name: "SkuLinks");

            migrationBuilder.DropTable(
                name: "Uploads");

            migrationBuilder.DropTable(
                name: "Assets");

            migrationBuilder.DropTable(
                name: "Skus");
        }
    }
}
