using Dam.Infrastructure.Persistence.Transitions;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dam.Infrastructure.Persistence.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Transitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "RightsChangeAt",
                table: "Releases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RightsChangeAt",
                table: "Licenses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RightsChangeAt",
                table: "Assets",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Releases_RightsChangeAt",
                table: "Releases",
                column: "RightsChangeAt",
                filter: "\"RightsChangeAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Licenses_RightsChangeAt",
                table: "Licenses",
                column: "RightsChangeAt",
                filter: "\"RightsChangeAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Assets_RightsChangeAt",
                table: "Assets",
                column: "RightsChangeAt",
                filter: "\"RightsChangeAt\" IS NOT NULL");

            PlanExisting.Sql(migrationBuilder, now: "(CAST(EXTRACT(EPOCH FROM now()) AS bigint) * 10000000 + 621355968000000000)", static statement => statement);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Releases_RightsChangeAt",
                table: "Releases");

            migrationBuilder.DropIndex(
                name: "IX_Licenses_RightsChangeAt",
                table: "Licenses");

            migrationBuilder.DropIndex(
                name: "IX_Assets_RightsChangeAt",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "RightsChangeAt",
                table: "Releases");

            migrationBuilder.DropColumn(
                name: "RightsChangeAt",
                table: "Licenses");

            migrationBuilder.DropColumn(
                name: "RightsChangeAt",
                table: "Assets");
        }
    }
}
