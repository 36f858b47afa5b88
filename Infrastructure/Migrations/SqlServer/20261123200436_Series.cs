using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Series : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CoachingSessionSeries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CoachingRelationshipId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Rule = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    IcalSequence = table.Column<int>(type: "int", nullable: false),
                    CreatedByUserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CoachingSessionSeries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CoachingSessionSeries_CoachingRelationships_CoachingRelationshipId",
                        column: x => x.CoachingRelationshipId,
                        principalTable: "CoachingRelationships",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CoachingSessionSeries_Users_CreatedByUserId",
                        column: x => x.CreatedByUserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSessions_CoachingSessionSeriesId",
                table: "CoachingSessions",
                column: "CoachingSessionSeriesId");

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSessionSeries_CoachingRelationshipId",
                table: "CoachingSessionSeries",
                column: "CoachingRelationshipId");

            migrationBuilder.CreateIndex(
                name: "IX_CoachingSessionSeries_CreatedByUserId",
                table: "CoachingSessionSeries",
                column: "CreatedByUserId");

            migrationBuilder.AddForeignKey(
                name: "FK_CoachingSessions_CoachingSessionSeries_CoachingSessionSeriesId",
                table: "CoachingSessions",
                column: "CoachingSessionSeriesId",
                principalTable: "CoachingSessionSeries",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_CoachingSessions_CoachingSessionSeries_CoachingSessionSeriesId",
                table: "CoachingSessions");

            migrationBuilder.DropTable(
                name: "CoachingSessionSeries");

            migrationBuilder.DropIndex(
                name: "IX_CoachingSessions_CoachingSessionSeriesId",
                table: "CoachingSessions");
        }
    }
}
