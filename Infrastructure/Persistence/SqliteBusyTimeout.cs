using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// Lets SQLite itself wait for another writer, in steps that start at a millisecond. Without it the driver sleeps 150 ms
/// at a time.
/// </summary>
internal sealed class SqliteBusyTimeout : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000";
        command.ExecuteNonQuery();
    }

    /// <summary>SQLite works in the process: there is nothing to await.</summary>
    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
