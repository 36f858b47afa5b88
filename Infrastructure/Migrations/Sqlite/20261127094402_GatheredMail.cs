using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class GatheredMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Gathers",
                table: "QueuedMails",
                type: "TEXT",
                unicode: false,
                maxLength: 80,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_QueuedMails_Gathers",
                table: "QueuedMails",
                column: "Gathers");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_QueuedMails_Gathers",
                table: "QueuedMails");

            migrationBuilder.DropColumn(
                name: "Gathers",
                table: "QueuedMails");
        }
    }
}
