using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>Whether the database is as the server needs it. Nothing is changed.</summary>
public static class DatabaseCheck
{
    /// <returns>What was found, in words.</returns>
    /// <exception cref="StartFailedException">It does not answer, refuses, is older than the program, or lets readers wait.</exception>
    public static Task<string> RunAsync(IServiceProvider services, CancellationToken ct) =>
        DatabaseSetup.WhenReachableAsync(services, async db =>
        {
            var name = db.Database.IsSqlServer() ? "SQL Server" : "SQLite";
            var place = db.Database.GetDbConnection().DataSource;
            if (db.Database.IsSqlite() && !File.Exists(place))
                return $"{name}, {place}: there is none yet, the first start creates it";
            var pending = (await db.Database.GetPendingMigrationsAsync(ct)).Count();
            if (pending > 0)
                throw new StartFailedException($"{name}, {place}: the schema lacks {pending} migrations; --migrate applies them.");
            if (await LetsReadersWaitAsync(db, ct))
                throw new StartFailedException($"{name}, {place}: {SnapshotAdvice}");
            return $"{name}, {place}, schema up to date";
        }, ct);

    /// <summary>How an administrator mends what <see cref="LetsReadersWaitAsync"/> found.</summary>
    public const string SnapshotAdvice = "readers wait for writers, because READ_COMMITTED_SNAPSHOT is off. "
        + "Run: ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE";

    /// <summary>Whether this is a SQL Server database that was created by hand, without row versions for readers.</summary>
    public static async Task<bool> LetsReadersWaitAsync(AppDb db, CancellationToken ct) =>
        db.Database.IsSqlServer() && !await db.Database
            .SqlQuery<bool>($"SELECT is_read_committed_snapshot_on AS Value FROM sys.databases WHERE database_id = DB_ID()")
            .SingleAsync(ct);
}
