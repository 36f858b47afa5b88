using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Support;

/// <summary>Lets the database of one server fail, for the commands it is told to.</summary>
public sealed class UnwillingDatabase : DbCommandInterceptor
{
    private volatile Func<string, bool> _refuses = _ => false;
    private volatile SqliteException _error = DiskError;
    private int _refusals;

    public static SqliteException DiskError => new("disk I/O error", 10);

    public static SqliteException Duplicate => new("UNIQUE constraint failed", 19);

    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Given to <see cref="PlatformServer.Start"/>.</summary>
    public void Replace(IServiceCollection services) => services.AddDatabaseInterceptor(this);

    /// <param name="refuses">Whether a command fails; null: none does any more.</param>
    /// <param name="error">Default: the disk.</param>
    public void Refuse(Func<string, bool>? refuses, SqliteException? error = null)
    {
        _error = error ?? DiskError;
        _refuses = refuses ?? (_ => false);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    private void Check(DbCommand command)
    {
        if (!_refuses(command.CommandText))
            return;
        Interlocked.Increment(ref _refusals);
        throw _error;
    }
}
