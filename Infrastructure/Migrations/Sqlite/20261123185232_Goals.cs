using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Goals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Goals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachingRelationshipId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedInSessionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    StatusChangedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    CompletedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    TargetDate = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Goals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Goals_CoachingRelationships_CoachingRelationshipId",
                        column: x => x.CoachingRelationshipId,
                        principalTable: "CoachingRelationships",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Goals_CoachingSessions_CreatedInSessionId",
                        column: x => x.CreatedInSessionId,
                        principalTable: "CoachingSessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CoachingSessionGoals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachingSessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GoalId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CoachingSessionGoals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CoachingSessionGoals_CoachingSessions_CoachingSessionId",
                        column: x => x.CoachingSessionId,
                        principalTable: "CoachingSessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_CoachingSessionGoals_Goals_GoalId",
                        column: x => x.GoalId,
                        principalTable: "Goals",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Actions_GoalId",
                table: "Actions",
                column: "GoalId");

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSessionGoals_CoachingSessionId_GoalId",
                table: "CoachingSessionGoals",
                columns: new[] { "CoachingSessionId", "GoalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSessionGoals_GoalId",
                table: "CoachingSessionGoals",
                column: "GoalId");

            migrationBuilder.CreateIndex(
                name: "IX_Goals_CoachingRelationshipId_CreatedAt",
                table: "Goals",
                columns: new[] { "CoachingRelationshipId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Goals_CreatedInSessionId",
                table: "Goals",
                column: "CreatedInSessionId");

            migrationBuilder.CreateIndex(
                name: "IX_Goals_UserId",
                table: "Goals",
                column: "UserId");

            migrationBuilder.AddForeignKey(
                name: "FK_Actions_Goals_GoalId",
                table: "Actions",
                column: "GoalId",
                principalTable: "Goals",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Actions_Goals_GoalId",
                table: "Actions");

            migrationBuilder.DropTable(
                name: "CoachingSessionGoals");

            migrationBuilder.DropTable(
                name: "Goals");

            migrationBuilder.DropIndex(
                name: "IX_Actions_GoalId",
                table: "Actions");
        }
    }
}
