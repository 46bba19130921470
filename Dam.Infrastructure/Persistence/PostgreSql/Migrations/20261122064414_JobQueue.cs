using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
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

            migrationBuilder.AddColumn<Guid>(
                name: "AssetId",
                table: "Jobs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FailedAt",
                table: "Jobs",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Key",
                table: "Jobs",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Jobs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Progress",
                table: "Jobs",
                type: "integer",
                nullable: true);

            migrationBuilder.Sql("UPDATE \"Jobs\" SET \"FailedAt\" = \"RunAfter\" WHERE \"Dead\";");

            migrationBuilder.DropColumn(
                name: "Dead",
                table: "Jobs");

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
                name: "Priority",
                table: "Jobs");

            migrationBuilder.DropColumn(
                name: "Progress",
                table: "Jobs");

            migrationBuilder.AddColumn<bool>(
                name: "Dead",
                table: "Jobs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

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
