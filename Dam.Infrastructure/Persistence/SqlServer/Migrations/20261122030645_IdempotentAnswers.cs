using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class IdempotentAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "IdempotentAnswers",
                columns: table => new
                {
                    Subject = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Key = table.Column<string>(type: "varchar(600)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Command = table.Column<string>(type: "varchar(300)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    InputDigest = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    Answer = table.Column<string>(type: "varchar(max)", nullable: false, collation: "Latin1_General_100_BIN2_UTF8"),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdempotentAnswers", x => new { x.Subject, x.Key })
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateIndex(
                name: "IX_IdempotentAnswers_ExpiresAt",
                table: "IdempotentAnswers",
                column: "ExpiresAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "IdempotentAnswers");
        }
    }
}
