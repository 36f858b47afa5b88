using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CoachingPlatform.Tests.Infrastructure;

public sealed class MigrationTests
{
    [Test]
    public void Neither_provider_lacks_a_migration()
    {
        using var sqlite = ModelOnlyDb.Sqlite();
        using var sqlServer = ModelOnlyDb.SqlServer();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sqlite.Database.HasPendingModelChanges(), Is.False, "SQLite");
            Assert.That(sqlServer.Database.HasPendingModelChanges(), Is.False, "SQL Server");
        }
    }

    [Test]
    public void The_script_for_SQL_Server_is_good_T_SQL()
    {
        using var db = ModelOnlyDb.SqlServer();
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);

        Assert.That(errors.Select(error => $"line {error.Line}: {error.Message}"), Is.Empty);
    }

    /// <summary>SQL Server refuses a table that one delete reaches on two ways (error 1785). Its parser does not notice.</summary>
    [Test]
    public void No_delete_reaches_a_table_on_two_ways()
    {
        using var db = ModelOnlyDb.SqlServer();

        foreach (var root in db.Model.GetEntityTypes())
        {
            var reached = new List<string>();
            Follow(root, reached);
            Assert.That(reached, Is.Unique, $"deleting from {root.GetTableName()}");
        }
    }

    [Test]
    public void Every_text_has_a_length_or_is_meant_to_be_long()
    {
        using var db = ModelOnlyDb.SqlServer();

        var unbounded = db.Model.GetEntityTypes().SelectMany(type => type.GetProperties())
            .Where(property => property.ClrType == typeof(string) && property.GetMaxLength() is null)
            .Select(property => $"{property.DeclaringType.DisplayName()}.{property.Name}");

        Assert.That(unbounded, Is.EquivalentTo(new[]
        {
            "ActionItem.Body", "Agreement.Body",
                "Goal.Body", "Goal.Title", "Note.Body", "Organization.Logo", "OutboxMessage.Data", "OutboxMessage.Recipients", "Topic.Body",
        }));
    }

    private static void Follow(IEntityType from, List<string> reached)
    {
        Assert.That(reached, Has.Count.LessThan(100), "a cascade in a circle");
        foreach (var key in from.GetReferencingForeignKeys()
            .Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull))
        {
            reached.Add(key.DeclaringEntityType.GetTableName()!);
            Follow(key.DeclaringEntityType, reached);
        }
    }
}
