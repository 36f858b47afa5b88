using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// Lets SQLite itself wait for another writer, in steps that start at a millisecond. Without it the driver sleeps 150 ms
/// at a time.
/// </summary>
internal sealed class SqliteBusyTimeout : DbConnectionInterceptor
{
    /// <summary>How long a writer waits for another process.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>With each opening, which may be of a connection that is not new: no statement, since that would cost as much as a query.</summary>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        raw.sqlite3_busy_timeout(((SqliteConnection)connection).Handle, (int)Timeout.TotalMilliseconds);

    /// <summary>SQLite works in the process: there is nothing to await.</summary>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
