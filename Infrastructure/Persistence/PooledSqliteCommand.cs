using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>Takes the prepared statement of its text when it is executed, and gives it back when it is disposed.</summary>
internal sealed class PooledSqliteCommand(PooledSqliteConnection connection) : DbCommand
{
    private readonly ParameterList _parameters = [];
    private PhysicalSqliteConnection? _physical;
    private SqliteCommand? _statement;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    /// <summary>Of no effect: how long to wait is a matter of the connection.</summary>
    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException();
    }

    protected override DbTransaction? DbTransaction { get; set; }

    protected override DbParameterCollection DbParameterCollection => _parameters;

    /// <summary>Does nothing, as with the driver: SQLite works in the calling thread.</summary>
    public override void Cancel()
    {
    }

    public override void Prepare() => Take();

    public override int ExecuteNonQuery() => Take().ExecuteNonQuery();

    public override object? ExecuteScalar() => Take().ExecuteScalar();

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Take().ExecuteReader(behavior);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            GiveBack();
        base.Dispose(disposing);
    }

    private SqliteCommand Take()
    {
        GiveBack();
        _physical = connection.Physical;
        _statement = _physical.Take(CommandText);
        _statement.Transaction = connection.CurrentTransaction;
        foreach (SqliteParameter parameter in _parameters)
            _statement.Parameters.Add(parameter);
        return _statement;
    }

    private void GiveBack()
    {
        if (_statement is null)
            return;
        _physical!.Return(_statement);
        _statement = null;
    }

    /// <summary>The driver gives nobody its own.</summary>
    private sealed class ParameterList : SqliteParameterCollection;
}
