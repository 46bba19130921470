using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class JobQueue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Jobs_Dead_RunAfter_Id",
                table: "Jobs");

            migrationBuilder.DropIndex(
                name: "IX_Jobs_LeaseId",
                table: "Jobs");

            migrationBuilder.RenameColumn(
                name: "Dead",
                table: "Jobs",
                newName: "Priority");

            migrationBuilder.AddColumn<byte[]>(
                name: "AssetId",
                table: "Jobs",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FailedAt",
                table: "Jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Key",
                table: "Jobs",
                type: "TEXT",
                maxLength: 200,
                nullable: true,
                collation: "BINARY");

            migrationBuilder.AddColumn<int>(
                name: "Progress",
                table: "Jobs",
                type: "INTEGER",
                nullable: true);

            // The column is the one that said which jobs are dead.
            migrationBuilder.Sql("UPDATE \"Jobs\" SET \"FailedAt\" = \"RunAfter\", \"Priority\" = 0 WHERE \"Priority\" = 1;");

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Failed",
                table: "Jobs",
                column: "Id",
                filter: "\"FailedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Key",
                table: "Jobs",
                column: "Key",
                unique: true,
                filter: "\"Key\" IS NOT NULL AND \"LeaseId\" IS NULL AND \"FailedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Kind_Priority_RunAfter_Id",
                table: "Jobs",
                columns: new[] { "Kind", "Priority", "RunAfter", "Id" },
                filter: "\"FailedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Jobs_Failed",
                table: "Jobs");

            migrationBuilder.DropIndex(
                name: "IX_Jobs_Key",
                table: "Jobs");

            migrationBuilder.DropIndex(
                name: "IX_Jobs_Kind_Priority_RunAfter_Id",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "AssetId",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "FailedAt",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Key",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Progress",
                table: "Jobs");

            migrationBuilder.RenameColumn(
                name: "Priority",
                table: "Jobs",
                newName: "Dead");

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_Dead_RunAfter_Id",
                table: "Jobs",
                columns: new[] { "Dead", "RunAfter", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Jobs_LeaseId",
                table: "Jobs",
                column: "LeaseId");
        }
    }
}
