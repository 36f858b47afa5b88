using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>The connection of a unit of work: while it is open, it has one of the pool.</summary>
internal sealed class PooledSqliteConnection(SqliteConnectionPool pool) : DbConnection
{
    private PhysicalSqliteConnection? _physical;
    private Transaction? _transaction;

    [AllowNull]
    public override string ConnectionString
    {
        get => pool.ConnectionString;
        set => throw new NotSupportedException();
    }

    public override string Database => "main";

    public override string DataSource => pool.DataSource;

    public override string ServerVersion => SQLitePCL.raw.sqlite3_libversion().utf8_to_string();

    public override ConnectionState State => _physical is null ? ConnectionState.Closed : ConnectionState.Open;

    internal PhysicalSqliteConnection Physical => _physical ?? throw new InvalidOperationException("The connection is not open.");

    internal SqliteTransaction? CurrentTransaction => _transaction?.Inner;

    public override void Open() => _physical ??= pool.Take();

    public override void Close()
    {
        if (_physical is not { } physical)
            return;
        try
        {
            _transaction?.Dispose();
        }
        finally
        {
            _physical = null;
            pool.Return(physical);
        }
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        _transaction = new Transaction(this, Physical.Connection.BeginTransaction(isolationLevel));

    protected override DbCommand CreateDbCommand() => new PooledSqliteCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    private sealed class Transaction(PooledSqliteConnection connection, SqliteTransaction inner) : DbTransaction
    {
        public SqliteTransaction Inner => inner;

        public override IsolationLevel IsolationLevel => inner.IsolationLevel;

        public override bool SupportsSavepoints => true;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
            inner.Commit();
            connection._transaction = null;
        }

        public override void Rollback()
        {
            connection._transaction = null;
            inner.Rollback();
        }

        public override void Save(string savepointName) => inner.Save(savepointName);

        public override void Rollback(string savepointName) => inner.Rollback(savepointName);

        public override void Release(string savepointName) => inner.Release(savepointName);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                connection._transaction = null;
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
