using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class TusMetadata : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "TusMetadata",
                table: "Uploads",
                type: "varchar(6000)",
                maxLength: 2000,
                nullable: true,
                collation: "Latin1_General_100_BIN2_UTF8");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "TusMetadata",
                table: "Uploads");
        }
    }
}
