using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// Lets one process at a time migrate a SQLite file. Entity Framework's own lock is a row: a process that dies while it migrates
/// leaves it behind, and every later start would wait for ever. A locked file beside the database is free again when its owner is gone.
/// </summary>
internal static class SqliteMigrationLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <returns>To be disposed after migrating; null where there is nothing to lock: SQL Server's lock ends with its connection.</returns>
    /// <exception cref="StartFailedException">Another process holds it for longer than <paramref name="limit"/>.</exception>
    public static async Task<FileStream?> AcquireAsync(AppDb db, TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return null;
        var database = db.Database.GetDbConnection().DataSource;
        var (path, start) = ($"{database}.lock", clock.GetTimestamp());
        FileStream? only;
        while ((only = TryOpen(path)) is null)
        {
            if (clock.GetElapsedTime(start) >= limit)
                throw new StartFailedException(
                    $"Another process has been migrating {database} for too long ({path} is locked). End it, and start again.");
            await Task.Delay(PollInterval, clock, ct);
        }
        if (File.Exists(database))   // opening a connection would create it, and not as Entity Framework does
            await ForgetAbandonedAsync(db, ct);
        return only;
    }

    /// <summary>
    /// Null when somebody else has it. The file stays in the end: deleting it would let two processes each lock their own.
    /// </summary>
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"The folder of the database cannot be written: {refused.Message} Set ConnectionStrings:Database to a file this user may write.");
        }
    }

    /// <summary>Whoever wrote the row has died: the living hold the file.</summary>
    private static async Task ForgetAbandonedAsync(AppDb db, CancellationToken ct)
    {
        try
        {
            await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsLock" """, ct);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == 1)
        {
            // no such table: nothing was ever migrated here
        }
    }
}
