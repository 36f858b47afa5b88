using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>A copy of an embedded database, made while servers read and write it.</summary>
public static class SqliteBackup
{
    /// <param name="file">Where the copy is written; must not exist.</param>
    /// <exception cref="StartFailedException">The database is not SQLite, or the file exists or cannot be written.</exception>
    public static Task WriteAsync(IServiceProvider services, string file, CancellationToken ct) =>
        DatabaseSetup.WhenReachableAsync(services, async db =>
        {
            if (!db.Database.IsSqlite())
                throw new StartFailedException(
                    "--backup copies an embedded database. For SQL Server use BACKUP DATABASE, see docs/operation.md.");
            var path = Path.GetFullPath(file);
            if (File.Exists(path))
                throw new StartFailedException($"{path} exists already, and is not overwritten.");
            if (!Directory.Exists(Path.GetDirectoryName(path)))
                throw new StartFailedException($"There is no folder {Path.GetDirectoryName(path)}.");
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {path}", ct);   // one moment of the database, whole and compact
            return true;
        }, ct);
}
