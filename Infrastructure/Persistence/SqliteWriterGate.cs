using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using CoachingPlatform.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer at a time, and whoever waits for it there keeps a thread. So those who write wait here: for each other,
/// in the order in which they came, and then for another process. A connection enters with the first write or the transaction of
/// its unit of work and leaves when it is closed, which is when that is done.
/// </summary>
internal sealed class SqliteWriterGate(string connectionString)
    : SaveChangesInterceptor, IDbCommandInterceptor, IDbTransactionInterceptor, IDbConnectionInterceptor, IDisposable
{
    /// <summary>Waiting here costs nothing, and a hundred writers are done sooner even on a slow disk.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<DbConnection, bool> _inside = new();

    /// <summary>Used by whoever passes the gate, to see whether another process writes.</summary>
    private readonly SqliteConnection _probe = new(connectionString);

    /// <summary>Since when another process is seen to write; null: none is.</summary>
    private long? _busySince;

    /// <summary>Before the framework begins: what it sees fail it would log as an error of its own.</summary>
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context && context.ChangeTracker.HasChanges())
            await EnterAsync(context.Database.GetDbConnection(), cancellationToken);
        return result;
    }

    /// <summary>What fails before a connection is opened closes none.</summary>
    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        LeaveUnopenedAsync(eventData.Context);

    /// <inheritdoc cref="SaveChangesFailedAsync"/>
    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        LeaveUnopenedAsync(eventData.Context);

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        await EnterAsync(connection, cancellationToken);
        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.CommandSource is CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete)
            await EnterAsync(command.Connection!, cancellationToken);
        return result;
    }

    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    /// <summary>A transaction that could not begin leaves its connection open until then.</summary>
    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _gate.Dispose();
        _probe.Dispose();
    }

    private async Task EnterAsync(DbConnection connection, CancellationToken ct)
    {
        if (_inside.ContainsKey(connection))
            return;
        if (!await _gate.WaitAsync(Patience, ct))
            throw new BusyException();
        try
        {
            await OtherProcessesAsync(ct);
            _inside[connection] = true;
        }
        finally
        {
            if (!_inside.ContainsKey(connection))
                _gate.Release();
        }
    }

    private Task LeaveUnopenedAsync(DbContext? context)
    {
        if (context?.Database.GetDbConnection() is { State: ConnectionState.Closed } connection)
            Leave(connection);
        return Task.CompletedTask;
    }

    private void Leave(DbConnection connection)
    {
        if (_inside.TryRemove(connection, out _))
            _gate.Release();
    }

    /// <summary>
    /// Waits until no other process writes, but only as long as that has not gone on for long: those who come later would not see
    /// its end either. One that begins between this and the write is waited for by SQLite.
    /// </summary>
    private async Task OtherProcessesAsync(CancellationToken ct)
    {
        if (_probe.State != ConnectionState.Open)
            await _probe.OpenAsync(ct);
        while (raw.sqlite3_exec(_probe.Handle, "BEGIN IMMEDIATE") == raw.SQLITE_BUSY)
        {
            _busySince ??= TimeProvider.System.GetTimestamp();   // what is waited for lives in real time
            if (TimeProvider.System.GetElapsedTime(_busySince.Value) > PhysicalSqliteConnection.BusyTimeout)
                throw new BusyException();
            await Task.Delay(ProbeInterval, ct);
        }
        _busySince = null;
        raw.sqlite3_exec(_probe.Handle, "ROLLBACK");
    }
}
