using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Events : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Events",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: true),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Action = table.Column<string>(type: "varchar(300)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Actor = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    AssetId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    SkuId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    OccurredAt = table.Column<long>(type: "bigint", nullable: false),
                    Position = table.Column<long>(type: "bigint", nullable: false),
                    Details = table.Column<string>(type: "varchar(max)", nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    Salt = table.Column<byte[]>(type: "varbinary(16)", maxLength: 16, nullable: false),
                    DetailsHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2_UTF8")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Events", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Events_AssetId_Sequence",
                table: "Events",
                columns: new[] { "AssetId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Events_OccurredAt_Sequence",
                table: "Events",
                columns: new[] { "OccurredAt", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_Events_Sequence",
                table: "Events",
                column: "Sequence",
                unique: true,
                filter: "\"Sequence\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Events_Unsequenced",
                table: "Events",
                columns: new[] { "OccurredAt", "Position", "Id" },
                filter: "\"Sequence\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Events");
        }
    }
}
