using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachingPlatform.Infrastructure.Migrations.SqlServer
{
    /// <summary>
    /// Rows lie beside those that are read with them, not in the order of random ids. A key that others refer to cannot be made anew, so what
    /// refers to it is dropped first and added again at the end.
    /// </summary>
    public partial class ClusteredBySession : Migration
    {
        private static readonly (string Table, string Column, string Principal, ReferentialAction OnDelete)[] References =
        [
            ("ActionAssignees", "ActionId", "Actions", ReferentialAction.Cascade),
            ("Actions", "CoachingSessionId", "CoachingSessions", ReferentialAction.Restrict),
            ("Actions", "GoalId", "Goals", ReferentialAction.SetNull),
            ("Agreements", "CoachingSessionId", "CoachingSessions", ReferentialAction.Restrict),
            ("CoachingSessionViews", "CoachingSessionId", "CoachingSessions", ReferentialAction.Cascade),
            ("SessionReminders", "CoachingSessionId", "CoachingSessions", ReferentialAction.Cascade),
            ("CoachingSessionGoals", "CoachingSessionId", "CoachingSessions", ReferentialAction.Cascade),
            ("CoachingSessionGoals", "GoalId", "Goals", ReferentialAction.Cascade),
            ("Goals", "CreatedInSessionId", "CoachingSessions", ReferentialAction.Restrict),
            ("Notes", "CoachingSessionId", "CoachingSessions", ReferentialAction.Restrict),
            ("Topics", "CoachingSessionId", "CoachingSessions", ReferentialAction.Cascade),
            ("Topics", "MovedFromSessionId", "CoachingSessions", ReferentialAction.Restrict),
        ];

        private static readonly (string Table, string[] Columns, bool IsUnique)[] Indexes =
        [
            ("CoachingSessions", ["CoachingRelationshipId", "Date"], false),
            ("Goals", ["CoachingRelationshipId", "CreatedAt"], false),
            ("CoachingSessionGoals", ["CoachingSessionId", "GoalId"], true),
            ("Actions", ["CoachingSessionId", "Status"], false),
            ("Agreements", ["CoachingSessionId"], false),
            ("Topics", ["CoachingSessionId", "DisplayOrder"], false),
            ("Notes", ["CoachingSessionId"], false),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => ClusterBy(migrationBuilder, key: false);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => ClusterBy(migrationBuilder, key: true);

        private static void ClusterBy(MigrationBuilder migrationBuilder, bool key)
        {
            foreach (var (table, column, principal, _) in References)
                migrationBuilder.DropForeignKey($"FK_{table}_{principal}_{column}", table);
            foreach (var (table, columns, isUnique) in Indexes)
            {
                migrationBuilder.DropIndex(NameOf(table, columns), table);
                migrationBuilder.DropPrimaryKey($"PK_{table}", table);
                if (key)
                    migrationBuilder.AddPrimaryKey($"PK_{table}", table, "Id");
                // the clustered one first: the others hold its columns
                var index = migrationBuilder.CreateIndex(NameOf(table, columns), table, columns, unique: isUnique);
                if (key)
                    continue;
                index.Annotation("SqlServer:Clustered", true);
                migrationBuilder.AddPrimaryKey($"PK_{table}", table, "Id").Annotation("SqlServer:Clustered", false);
            }
            foreach (var (table, column, principal, onDelete) in References)
                migrationBuilder.AddForeignKey($"FK_{table}_{principal}_{column}", table, column, principal, principalColumn: "Id", onDelete: onDelete);
        }

        private static string NameOf(string table, string[] columns) => $"IX_{table}_{string.Join('_', columns)}";
    }
}
