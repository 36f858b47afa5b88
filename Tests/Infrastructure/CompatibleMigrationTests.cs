using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>
/// While an upgrade goes on, the version before runs on the new schema. So a migration only adds, and what is not needed any more goes with the
/// version after.
/// </summary>
public sealed class CompatibleMigrationTests
{
    /// <summary>They were made before anything was released, and run where nothing ran before.</summary>
    private const string LastBeforeTheFirstRelease = "20261127103855_RemindersAndCalendars";

    private static readonly AppDb[] Providers = [ModelOnlyDb.Sqlite(), ModelOnlyDb.SqlServer()];

    [TestCaseSource(nameof(Providers))]
    public void A_migration_takes_nothing_away_from_the_version_before(AppDb db)
    {
        foreach (var (name, operations) in Migrations(db).Where(one => string.CompareOrdinal(one.Name, LastBeforeTheFirstRelease) > 0))
            Assert.That(Breaking(operations), Is.Empty, name);
    }

    /// <summary>The rule itself, tried on what it is there for.</summary>
    [Test]
    public void What_would_break_the_version_before_is_noticed()
    {
        var builder = new MigrationBuilder("Microsoft.EntityFrameworkCore.Sqlite");
        builder.DropColumn("Body", "Actions");
        builder.RenameTable("Notes", newName: "Remarks");
        builder.AddColumn<int>("Weight", "Goals", nullable: false);
        builder.AddColumn<int>("Size", "Goals", nullable: false, defaultValue: 0);
        builder.AddColumn<int>("Depth", "Goals", nullable: true);
        builder.AlterColumn<string>("Title", "Goals", maxLength: 10, nullable: false, oldClrType: typeof(string), oldMaxLength: 20);
        builder.AlterColumn<string>("Title", "Goals", maxLength: 30, nullable: false, oldClrType: typeof(string), oldMaxLength: 20);
        builder.CreateIndex("IX_Goals_Title", "Goals", "Title", unique: true);
        builder.DropIndex("IX_Goals_UserId", "Goals");

        Assert.That(Breaking(builder.Operations), Is.EqualTo(new[]
        {
            "drops Actions.Body", "RenameTableOperation", "requires Goals.Weight", "narrows Goals.Title", "a new rule about existing rows: IX_Goals_Title",
        }));
    }

    /// <summary>
    /// For each table that the version before knows: a row with the columns it knows is added, read, changed and deleted in the schema of now.
    /// </summary>
    [Test]
    public void The_version_before_reads_and_writes_on_the_schema_of_now()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var db = new SqliteAppDb(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(connection).Options);
        db.Database.Migrate();
        Execute(connection, "PRAGMA foreign_keys = OFF");   // each table by itself
        var before = ModelBefore(db);

        foreach (var table in before.GetRelationalModel().Tables)
        {
            var columns = table.Columns.ToList();
            var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
            var key = table.PrimaryKey!.Columns[0].Name;
            Assert.That(Execute(connection, $"INSERT INTO \"{table.Name}\" ({names}) VALUES ({string.Join(", ", columns.Select(ValueFor))})"),
                Is.EqualTo(1), table.Name);
            Assert.That(Execute(connection, $"UPDATE \"{table.Name}\" SET {string.Join(", ", columns.Select(c => $"\"{c.Name}\" = \"{c.Name}\""))}"),
                Is.EqualTo(1), table.Name);
            using var read = connection.CreateCommand();
            read.CommandText = $"SELECT {names} FROM \"{table.Name}\"";
            using (var rows = read.ExecuteReader())
                Assert.That(rows.Read(), Is.True, table.Name);
            Assert.That(Execute(connection, $"DELETE FROM \"{table.Name}\" WHERE \"{key}\" IS NOT NULL"), Is.EqualTo(1), table.Name);
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<MigrationOperation> Operations)> Migrations(AppDb db)
    {
        var assembly = db.GetService<IMigrationsAssembly>();
        return assembly.Migrations.Select(one => (one.Key, assembly.CreateMigration(one.Value, db.Database.ProviderName!).UpOperations));
    }

    private static IModel ModelBefore(AppDb db)
    {
        var assembly = db.GetService<IMigrationsAssembly>();
        var before = assembly.CreateMigration(assembly.Migrations.OrderBy(one => one.Key).Reverse().Skip(1).First().Value, db.Database.ProviderName!);
        var model = before.TargetModel is IMutableModel mutable ? mutable.FinalizeModel() : before.TargetModel;
        return db.GetService<IModelRuntimeInitializer>().Initialize(model, designTime: true);
    }

    private static List<string> Breaking(IReadOnlyList<MigrationOperation> operations)
    {
        var created = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet();
        // what is dropped to be made anew, such as an index with another order of rows, is no new rule
        var dropped = operations.OfType<DropIndexOperation>().Select(index => index.Name).ToHashSet();
        return [.. operations.Select(operation => operation switch
        {
            DropColumnOperation drop => $"drops {drop.Table}.{drop.Name}",
            DropTableOperation drop => $"drops {drop.Name}",
            AddColumnOperation { IsNullable: false, DefaultValue: null, DefaultValueSql: null } add => $"requires {add.Table}.{add.Name}",
            AlterColumnOperation alter when IsNarrower(alter) => $"narrows {alter.Table}.{alter.Name}",
            CreateIndexOperation { IsUnique: true } index when !created.Contains(index.Table) && !dropped.Contains(index.Name) =>
                $"a new rule about existing rows: {index.Name}",
            AddCheckConstraintOperation check => $"a new rule about existing rows: {check.Name}",
            CreateTableOperation or AddColumnOperation or AlterColumnOperation or CreateIndexOperation or DropIndexOperation
                or AddPrimaryKeyOperation or DropPrimaryKeyOperation or AddForeignKeyOperation or DropForeignKeyOperation
                or SqlOperation or InsertDataOperation => null,
            _ => operation.GetType().Name,
        }).OfType<string>()];
    }

    private static bool IsNarrower(AlterColumnOperation alter) =>
        alter.ClrType != alter.OldColumn.ClrType || alter.IsNullable != alter.OldColumn.IsNullable
        || (alter.MaxLength ?? int.MaxValue) < (alter.OldColumn.MaxLength ?? int.MaxValue);

    private static string ValueFor(IColumn column) => column.StoreType switch
    {
        "INTEGER" => "1",
        "BLOB" => "x'00'",
        _ => "'2026-01-01 00:00:00'",
    };

    private static int Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
