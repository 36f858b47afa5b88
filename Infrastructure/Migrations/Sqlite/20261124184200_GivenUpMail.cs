using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GivenUpMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_QueuedMails_DueAt",
                table: "QueuedMails");

            migrationBuilder.AddColumn<DateTime>(
                name: "GivenUpAt",
                table: "QueuedMails",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_QueuedMails_GivenUpAt_DueAt",
                table: "QueuedMails",
                columns: new[] { "GivenUpAt", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_QueuedMails_GivenUpAt_DueAt",
                table: "QueuedMails");

            migrationBuilder.DropColumn(
                name: "GivenUpAt",
                table: "QueuedMails");

            migrationBuilder.CreateIndex(
                name: "IX_QueuedMails_DueAt",
                table: "QueuedMails",
                column: "DueAt");
        }
    }
}
