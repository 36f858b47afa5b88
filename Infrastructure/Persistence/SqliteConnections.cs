using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>How a connection to SQLite is made, and how long it waits for another process.</summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    /// <summary>How long a writer waits for another process.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Without the functions that the framework would add (<c>ef_add</c>, <c>regexp</c>, …): no query of ours needs them, and each opening
    /// would register them one by one, and each closing take them away.
    /// </summary>
    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new SqliteConnection(eventData.ConnectionString));

    /// <summary>
    /// Lets SQLite itself wait, in steps that start at a millisecond; without it the driver sleeps 150 ms at a time. With each opening, which
    /// may be of a connection that is not new: no statement, since that would cost as much as a query.
    /// </summary>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        raw.sqlite3_busy_timeout(((SqliteConnection)connection).Handle, (int)BusyTimeout.TotalMilliseconds);

    /// <summary>SQLite works in the process: there is nothing to await.</summary>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
