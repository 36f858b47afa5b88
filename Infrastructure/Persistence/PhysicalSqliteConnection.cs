using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>A connection that stays open, and the statements it has prepared. One unit of work uses it at a time.</summary>
internal sealed class PhysicalSqliteConnection : IDisposable
{
    /// <summary>How long SQLite waits for another process that writes.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>More than the program has, apart from those whose text grows with a number of values.</summary>
    private const int MaxStatements = 200;

    /// <summary>A longer one is full of values, and hardly comes a second time with as many of them.</summary>
    private const int MaxLength = 10_000;

    private readonly Dictionary<string, SqliteCommand> _idle = [];
    private int _inUse;

    private PhysicalSqliteConnection(SqliteConnection connection, int generation) => (Connection, Generation) = (connection, generation);

    public SqliteConnection Connection { get; }

    /// <summary>That of the pool at its opening.</summary>
    public int Generation { get; }

    /// <summary>Whoever had it has left nothing behind: no statement that still reads, no transaction.</summary>
    public bool IsReusable => _inUse == 0 && raw.sqlite3_get_autocommit(Connection.Handle) != 0;

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static PhysicalSqliteConnection Open(string connectionString, int generation)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // lets SQLite itself wait, in steps that start at a millisecond; without it the driver sleeps 150 ms at a time
            raw.sqlite3_busy_timeout(connection.Handle, (int)BusyTimeout.TotalMilliseconds);
            return new PhysicalSqliteConnection(connection, generation);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The statement with this text, prepared unless it is new here.</summary>
    public SqliteCommand Take(string text)
    {
        _inUse++;
        return _idle.Remove(text, out var statement) ? statement : new SqliteCommand(text, Connection);
    }

    public void Return(SqliteCommand statement)
    {
        _inUse--;
        statement.Parameters.Clear();
        if (_idle.Count == MaxStatements)
            Forget();
        if (statement.CommandText.Length > MaxLength || !_idle.TryAdd(statement.CommandText, statement))
            statement.Dispose();
    }

    public void Dispose() => Connection.Dispose();   // and with it its statements

    private void Forget()
    {
        foreach (var statement in _idle.Values)
            statement.Dispose();
        _idle.Clear();
    }
}
