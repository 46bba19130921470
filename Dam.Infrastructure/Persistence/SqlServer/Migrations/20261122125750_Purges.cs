using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Purges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Purges",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Target = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Key = table.Column<string>(type: "varchar(300)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    AskedAt = table.Column<long>(type: "bigint", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    DueAt = table.Column<long>(type: "bigint", nullable: true),
                    Round = table.Column<int>(type: "int", nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    LastError = table.Column<string>(type: "varchar(6000)", maxLength: 2000, nullable: true, collation: "Latin1_General_100_BIN2_UTF8"),
                    LeaseId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    LeaseUntil = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Purges", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purges_AskedAt_Id",
                table: "Purges",
                columns: new[] { "AskedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Purges_Key_Target",
                table: "Purges",
                columns: new[] { "Key", "Target" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Purges_Target_DueAt",
                table: "Purges",
                columns: new[] { "Target", "DueAt" },
                filter: "\"DueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Purges_Waiting",
                table: "Purges",
                column: "AskedAt",
                filter: "\"ConfirmedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Purges");
        }
    }
}
