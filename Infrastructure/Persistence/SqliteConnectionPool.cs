using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// Open connections to the SQLite file, each with the statements it has prepared. The driver's own pool forgets those with each closing, which is
/// after each query, and to prepare them anew took a quarter of the time of a request that reads.
/// </summary>
/// <param name="connectionString">Without the driver's pool, which would keep open what is closed here.</param>
internal sealed class SqliteConnectionPool(string connectionString) : DbConnectionInterceptor, IDisposable
{
    /// <summary>
    /// Each holds up to 2 MB of pages beside its statements. More are open for moments only: SQLite works in the calling thread.
    /// </summary>
    private const int MaxIdle = 16;

    /// <summary>The last that came back goes first: the pages it holds are most likely those of the file still.</summary>
    private readonly ConcurrentStack<PhysicalSqliteConnection> _idle = new();

    private int _idleCount;
    private volatile int _generation;

    public string ConnectionString => connectionString;

    public string DataSource { get; } = new SqliteConnectionStringBuilder(connectionString).DataSource;

    /// <summary>
    /// A unit of work gets its connection from here; one of another kind (to see whether the file exists, it is opened for reading only) from the
    /// driver.
    /// </summary>
    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        eventData.ConnectionString == connectionString
            ? InterceptionResult<DbConnection>.SuppressWithResult(new PooledSqliteConnection(this))
            : result;

    public PhysicalSqliteConnection Take()
    {
        if (!_idle.TryPop(out var connection))
            return PhysicalSqliteConnection.Open(connectionString, _generation);
        Interlocked.Decrement(ref _idleCount);
        return connection;
    }

    public void Return(PhysicalSqliteConnection connection)
    {
        if (!connection.IsReusable || connection.Generation != _generation || _idleCount >= MaxIdle)
        {
            connection.Dispose();
            return;
        }
        Interlocked.Increment(ref _idleCount);
        _idle.Push(connection);
        if (connection.Generation != _generation)
            CloseIdle();
    }

    /// <summary>Closes all: those in use when they come back.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _generation);
        CloseIdle();
    }

    /// <summary>Whoever closes the last one moves what is in the write-ahead log into the file.</summary>
    public void Dispose() => Clear();

    private void CloseIdle()
    {
        while (_idle.TryPop(out var connection))
        {
            Interlocked.Decrement(ref _idleCount);
            connection.Dispose();
        }
    }
}
