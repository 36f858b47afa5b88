using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class IndexesAtSize : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Actions_CoachingSessionId",
                table: "Actions");

            migrationBuilder.DropIndex(
                name: "IX_Actions_GoalId",
                table: "Actions");

            migrationBuilder.CreateIndex(
                name: "IX_UserRoles_UserId",
                table: "UserRoles",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_Actions_CoachingSessionId_Status",
                table: "Actions",
                columns: new[] { "CoachingSessionId", "Status" });

            migrationBuilder.CreateIndex(
                name: "IX_Actions_GoalId",
                table: "Actions",
                column: "GoalId",
                filter: "GoalId IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UserRoles_UserId",
                table: "UserRoles");

            migrationBuilder.DropIndex(
                name: "IX_Actions_CoachingSessionId_Status",
                table: "Actions");

            migrationBuilder.DropIndex(
                name: "IX_Actions_GoalId",
                table: "Actions");

            migrationBuilder.CreateIndex(
                name: "IX_Actions_CoachingSessionId",
                table: "Actions",
                column: "CoachingSessionId");

            migrationBuilder.CreateIndex(
                name: "IX_Actions_GoalId",
                table: "Actions",
                column: "GoalId");
        }
    }
}
