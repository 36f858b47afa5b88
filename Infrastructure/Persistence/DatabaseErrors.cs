using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>What a failure of the database means, whichever database it is and however deep the failure is wrapped.</summary>
public static class DatabaseErrors
{
    /// <summary>
    /// SQL Server: a timeout (-2), victim of a deadlock (1205) or of a lock timeout (1222), snapshot conflict (3960), not
    /// reachable or the connection was lost (the numbers of the network), going down, coming up or being moved.
    /// </summary>
    private static readonly HashSet<int> TransientSqlServer =
    [
        -2, 20, 53, 64, 121, 233, 258, 596, 921, 1205, 1222, 3960, 4060, 4221, 6005, 10053, 10054, 10060, 10061, 10928, 10929, 11001,
        17142, 18401, 40143, 40197, 40501, 40540, 40613, 41301, 41302, 41305, 41325, 41839, 49918, 49919, 49920,
    ];

    /// <summary>
    /// SQL Server: a filegroup (1105) or the log (9002) is full, the disk (1101, 5149) too; reading or writing failed (823, 824).
    /// </summary>
    private static readonly HashSet<int> FullSqlServer = [823, 824, 1101, 1105, 5149, 9002];

    /// <summary>
    /// Whether the same work may succeed when it is simply done again: a deadlock, a database that somebody else keeps busy, a
    /// timeout, a lost connection. Nothing of it was committed, unless the connection was lost during the commit itself.
    /// </summary>
    public static bool IsTransient(Exception error) => Causes(error).Any(cause => cause switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6,   // SQLITE_BUSY, SQLITE_LOCKED
        SqlException sql => sql.Class >= 20 || NumbersOf(sql).Any(TransientSqlServer.Contains),   // from 20 on the connection is gone
        // the driver has no type for a pool that is used up, as it is when the server has become slow
        InvalidOperationException => cause.Message.Contains("obtaining a connection from the pool", StringComparison.Ordinal),
        _ => false,
    });

    /// <summary>
    /// Whether the database is of no use now: transient, or the disk is full, broken or gone. It is nobody's fault in this program.
    /// </summary>
    public static bool IsUnavailable(Exception error) => IsTransient(error) || Causes(error).Any(cause => cause switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 10 or 13 or 14,   // SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
        SqlException sql => NumbersOf(sql).Any(FullSqlServer.Contains),
        _ => false,
    });

    private static IEnumerable<int> NumbersOf(SqlException error) => error.Errors.Cast<SqlError>().Select(each => each.Number);

    private static IEnumerable<Exception> Causes(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            yield return error;
    }
}
