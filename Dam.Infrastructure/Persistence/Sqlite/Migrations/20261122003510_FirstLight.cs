using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.Sqlite.Migrations
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
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false, collation: "BINARY"),
                    TitleFolded = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false, collation: "BINARY"),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    Epoch = table.Column<int>(type: "INTEGER", nullable: false),
                    CurrentVersionId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    PublishedVersionId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    EmbargoUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TerritoryMode = table.Column<int>(type: "INTEGER", nullable: false),
                    TerritoryCodes = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false, collation: "BINARY"),
                    Credit = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true, collation: "BINARY"),
                    CopyrightNotice = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true, collation: "BINARY"),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Assets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Jobs",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false, collation: "BINARY"),
                    Payload = table.Column<string>(type: "TEXT", nullable: false, collation: "BINARY"),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RunAfter = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true, collation: "BINARY"),
                    Dead = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Jobs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Skus",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "BINARY"),
                    Name = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true, collation: "BINARY"),
                    NameFolded = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Skus", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Uploads",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Filename = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false, collation: "BINARY"),
                    DeclaredSize = table.Column<long>(type: "INTEGER", nullable: false),
                    DeclaredMediaType = table.Column<string>(type: "TEXT", maxLength: 127, nullable: true, collation: "BINARY"),
                    DeclaredDigest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Digest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    Region = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    MediaType = table.Column<string>(type: "TEXT", maxLength: 127, nullable: true, collation: "BINARY"),
                    AssetId = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Uploads", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AssetVersions",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    AssetId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Digest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Region = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    Filename = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false, collation: "BINARY"),
                    FilenameFolded = table.Column<string>(type: "TEXT", maxLength: 1020, nullable: false, collation: "BINARY"),
                    MediaType = table.Column<string>(type: "TEXT", maxLength: 127, nullable: false, collation: "BINARY"),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true, collation: "BINARY"),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false, collation: "BINARY"),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Processing = table.Column<int>(type: "INTEGER", nullable: false),
                    ProcessingStage = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    Problems = table.Column<string>(type: "TEXT", nullable: false),
                    Colors = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DominantColor = table.Column<string>(type: "TEXT", maxLength: 7, nullable: true),
                    HasAlpha = table.Column<bool>(type: "INTEGER", nullable: true),
                    Height = table.Column<int>(type: "INTEGER", nullable: true),
                    MezzanineHeight = table.Column<int>(type: "INTEGER", nullable: true),
                    MezzanineWidth = table.Column<int>(type: "INTEGER", nullable: true),
                    Pages = table.Column<int>(type: "INTEGER", nullable: true),
                    ThumbHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true, collation: "BINARY"),
                    Width = table.Column<int>(type: "INTEGER", nullable: true)
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
                    SkuId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    AssetId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Role = table.Column<int>(type: "INTEGER", nullable: false)
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
