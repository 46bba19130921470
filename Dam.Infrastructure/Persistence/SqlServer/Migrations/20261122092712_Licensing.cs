using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Licensing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "AlternatesId",
                table: "Assets",
                type: "binary(16)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChannelKeys",
                table: "Assets",
                type: "varchar(4101)",
                unicode: false,
                maxLength: 4101,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "Conditions",
                table: "Assets",
                type: "varchar(3000)",
                maxLength: 1000,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "Donor",
                table: "Assets",
                type: "varchar(3000)",
                maxLength: 1000,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "EmbargoAfterEvent",
                table: "Assets",
                type: "varchar(40)",
                unicode: false,
                maxLength: 40,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<long>(
                name: "EventEndsAt",
                table: "Assets",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EventName",
                table: "Assets",
                type: "varchar(3000)",
                maxLength: 1000,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "ExpiresAfterEvent",
                table: "Assets",
                type: "varchar(40)",
                unicode: false,
                maxLength: 40,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<byte[]>(
                name: "LicenseId",
                table: "Assets",
                type: "binary(16)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "NeedsRelease",
                table: "Assets",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "PurposeKeys",
                table: "Assets",
                type: "varchar(4101)",
                unicode: false,
                maxLength: 4101,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<int>(
                name: "ReleaseCount",
                table: "Assets",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ReleaseIds",
                table: "Assets",
                type: "varchar(3300)",
                unicode: false,
                maxLength: 3300,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<string>(
                name: "TakedownReason",
                table: "Assets",
                type: "varchar(3000)",
                maxLength: 1000,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");

            migrationBuilder.AddColumn<long>(
                name: "TakenDownAt",
                table: "Assets",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Channels",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Key = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Name = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Channels", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Licenses",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Name = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Holder = table.Column<string>(type: "varchar(3000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Terms = table.Column<string>(type: "varchar(max)", maxLength: 4000, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Cost = table.Column<string>(type: "varchar(3000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    StartsAt = table.Column<long>(type: "bigint", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    TerritoryMode = table.Column<int>(type: "int", nullable: false),
                    TerritoryCodes = table.Column<string>(type: "varchar(3501)", unicode: false, maxLength: 3501, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    ChannelKeys = table.Column<string>(type: "varchar(4101)", unicode: false, maxLength: 4101, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Licenses", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Releases",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Subject = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    StartsAt = table.Column<long>(type: "bigint", nullable: true),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    TerritoryMode = table.Column<int>(type: "int", nullable: false),
                    TerritoryCodes = table.Column<string>(type: "varchar(3501)", unicode: false, maxLength: 3501, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    IsMinor = table.Column<bool>(type: "bit", nullable: false),
                    Guardian = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    DocumentId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    RevokedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Releases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Releases_Assets_DocumentId",
                        column: x => x.DocumentId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "AssetReleases",
                columns: table => new
                {
                    AssetId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReleaseId = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AssetReleases", x => new { x.AssetId, x.ReleaseId });
                    table.ForeignKey(
                        name: "FK_AssetReleases_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_AssetReleases_Releases_ReleaseId",
                        column: x => x.ReleaseId,
                        principalTable: "Releases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Assets_AlternatesId_Id",
                table: "Assets",
                columns: new[] { "AlternatesId", "Id" },
                filter: "\"AlternatesId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Assets_LicenseId_Id",
                table: "Assets",
                columns: new[] { "LicenseId", "Id" },
                filter: "\"LicenseId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AssetReleases_ReleaseId_AssetId",
                table: "AssetReleases",
                columns: new[] { "ReleaseId", "AssetId" });

            migrationBuilder.CreateIndex(
                name: "IX_Channels_Key",
                table: "Channels",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Releases_DocumentId",
                table: "Releases",
                column: "DocumentId",
                filter: "\"DocumentId\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AssetReleases");

            migrationBuilder.DropTable(
                name: "Channels");

            migrationBuilder.DropTable(
                name: "Licenses");

            migrationBuilder.DropTable(
                name: "Releases");

            migrationBuilder.DropIndex(
                name: "IX_Assets_AlternatesId_Id",
                table: "Assets");

            migrationBuilder.DropIndex(
                name: "IX_Assets_LicenseId_Id",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "AlternatesId",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "ChannelKeys",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Conditions",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Donor",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "EmbargoAfterEvent",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "EventEndsAt",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "EventName",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "ExpiresAfterEvent",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "LicenseId",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "NeedsRelease",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "PurposeKeys",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "ReleaseCount",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "ReleaseIds",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "TakedownReason",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "TakenDownAt",
                table: "Assets");
        }
    }
}
