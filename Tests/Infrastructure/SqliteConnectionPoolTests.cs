using System.Data.Common;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>Connections to SQLite that stay open with what they have prepared, and are never anybody's mess.</summary>
[SqliteOnly("its pool of connections")]
public sealed class SqliteConnectionPoolTests
{
    private TempFolder _folder = null!;
    private SqliteConnectionPool _pool = null!;
    private int _prepared;

    [SetUp]
    public void CreateTable()
    {
        _folder = new TempFolder();
        _pool = new SqliteConnectionPool($"Data Source={_folder.File("pool.db")};Pooling=False;Default Timeout=1");
        Run("PRAGMA journal_mode = wal");
        Run("CREATE TABLE Numbers (Number INTEGER PRIMARY KEY, Text TEXT)");
        _pool.Clear();
        CountWhatIsPrepared();
    }

    [TearDown]
    public void CloseAll()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void A_statement_is_prepared_once_and_has_the_values_of_each_time()
    {
        void Insert(int number) => Run("INSERT INTO Numbers VALUES ($number, $text)", ("$number", number), ("$text", $"text {number}"));
        object? TextOf(int number) => Scalar("SELECT Text FROM Numbers WHERE Number = $number", ("$number", number));
        Insert(1);
        Assert.That((TextOf(1), _prepared), Is.EqualTo(("text 1", 2)));

        Insert(2);
        Insert(3);

        Assert.That((TextOf(2), TextOf(3), TextOf(1), _prepared), Is.EqualTo(("text 2", "text 3", "text 1", 2)));
    }

    [Test]
    public async Task Queries_of_the_framework_are_prepared_once()
    {
        Run("DROP TABLE Numbers");
        var options = new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(_pool.ConnectionString).AddInterceptors(_pool).Options;
        await using (var setUp = new SqliteAppDb(options))
            await setUp.Database.EnsureCreatedAsync();
        _prepared = 0;

        for (var time = 0; time < 3; time++)
        {
            await using var db = new SqliteAppDb(options);
            Assert.That(await db.Users.CountAsync(user => user.Email == $"person{time}@demo.test"), Is.Zero);
        }

        Assert.That(_prepared, Is.EqualTo(1));
    }

    [Test]
    public void A_value_of_the_time_before_is_no_value_of_this_time()
    {
        Run("INSERT INTO Numbers VALUES ($number, $text)", ("$number", 1), ("$text", "secret"));

        Assert.That(() => Run("INSERT INTO Numbers VALUES ($number, $text)", ("$number", 2)), Throws.InvalidOperationException);
        Assert.That(Scalar("SELECT COUNT(*) FROM Numbers"), Is.EqualTo(1));
    }

    [Test]
    public void What_was_refused_once_is_done_the_next_time()
    {
        Run("INSERT INTO Numbers VALUES ($number, NULL)", ("$number", 1));

        Assert.That(
            () => Run("INSERT INTO Numbers VALUES ($number, NULL)", ("$number", 1)),
            Throws.TypeOf<SqliteException>().With.Property(nameof(SqliteException.SqliteErrorCode)).EqualTo(19));
        Run("INSERT INTO Numbers VALUES ($number, NULL)", ("$number", 2));

        Assert.That((_prepared, Scalar("SELECT COUNT(*) FROM Numbers")), Is.EqualTo((1, 2L)));
    }

    [Test]
    public void A_statement_follows_a_table_that_was_changed_meanwhile()
    {
        const string insert = "INSERT INTO Numbers DEFAULT VALUES";
        Run(insert);
        RunElsewhere("ALTER TABLE Numbers ADD COLUMN Word TEXT NOT NULL DEFAULT 'new'");

        Run(insert);

        Assert.That(Scalar("SELECT group_concat(Word) FROM Numbers"), Is.EqualTo("new,new"));
    }

    [Test]
    public void One_text_can_be_read_twice_at_once()
    {
        const string all = "SELECT Number FROM Numbers ORDER BY Number";
        Run("INSERT INTO Numbers VALUES (1, NULL), (2, NULL)");
        using var connection = Open();
        using var outer = Command(connection, all);
        using var first = outer.ExecuteReader();
        Assert.That(first.Read(), Is.True);

        using var inner = Command(connection, all);
        using var second = inner.ExecuteReader();

        Assert.That((second.Read(), second.Read(), second.GetInt32(0)), Is.EqualTo((true, true, 2)));
        Assert.That((first.GetInt32(0), first.Read(), first.GetInt32(0)), Is.EqualTo((1, true, 2)));
    }

    [Test]
    public void A_connection_keeps_200_statements()
    {
        for (var time = 0; time < 2; time++)
        {
            for (var number = 0; number < 200; number++)
                Run($"SELECT {number}");
        }
        Assert.That(_prepared, Is.EqualTo(200));

        Run("SELECT 200");
        Run("SELECT 0");   // it was forgotten with the others

        Assert.That(_prepared, Is.EqualTo(202));
    }

    [TestCase(10_000, 1)]
    [TestCase(10_001, 2)]
    public void A_longer_statement_is_prepared_each_time(int length, int times)
    {
        Run("SELECT 1".PadRight(length));
        Run("SELECT 1".PadRight(length));

        Assert.That(_prepared, Is.EqualTo(times));
    }

    [Test]
    public void Sixteen_connections_wait_for_their_next_use()
    {
        var taken = Enumerable.Range(0, 17).Select(_ => _pool.Take()).ToList();
        taken.ForEach(_pool.Return);

        var again = Enumerable.Range(0, 17).Select(_ => _pool.Take()).ToList();

        Assert.That(again.Intersect(taken).Count(), Is.EqualTo(16));
        again.ForEach(_pool.Return);
    }

    [Test]
    public void A_transaction_that_nobody_ended_is_undone_and_keeps_nobody_waiting()
    {
        using (var connection = Open())
        {
            _ = connection.BeginTransaction();
            using var insert = Command(connection, "INSERT INTO Numbers VALUES (1, NULL)");
            insert.ExecuteNonQuery();
        }
        using (var connection = Open())
        {
            using var begin = Command(connection, "BEGIN IMMEDIATE");   // one that the driver knows nothing of
            begin.ExecuteNonQuery();
        }

        RunElsewhere("INSERT INTO Numbers VALUES (2, NULL)");

        Assert.That(Scalar("SELECT group_concat(Number) FROM Numbers"), Is.EqualTo("2"));
    }

    [Test]
    public void Who_leaves_in_the_middle_of_reading_holds_up_no_checkpoint()
    {
        Run("INSERT INTO Numbers VALUES (1, NULL), (2, NULL)");
        var connection = Open();
        var left = Command(connection, "SELECT Number FROM Numbers");
        Assert.That(left.ExecuteReader().Read(), Is.True);
        connection.Close();
        left.Dispose();

        Run("INSERT INTO Numbers VALUES (3, NULL)");
        Assert.That(Scalar("PRAGMA wal_checkpoint(TRUNCATE)"), Is.Zero);   // 1: somebody still reads what was
    }

    [Test]
    public void Whoever_clears_it_closes_those_in_use_too()
    {
        var (idle, inUse) = (_pool.Take(), _pool.Take());
        _pool.Return(idle);
        _pool.Clear();
        _pool.Return(inUse);

        var next = _pool.Take();

        Assert.That(next, Is.Not.SameAs(idle).And.Not.SameAs(inUse));
        _pool.Return(next);
    }

    [Test]
    public void The_last_to_close_leaves_one_file()
    {
        Run("INSERT INTO Numbers VALUES (1, NULL)");
        Assert.That(File.Exists(_folder.File("pool.db-wal")), Is.True);

        _pool.Dispose();

        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    private PooledSqliteConnection Open()
    {
        var connection = new PooledSqliteConnection(_pool);
        connection.Open();
        return connection;
    }

    private static DbCommand Command(
        PooledSqliteConnection connection, string sql, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.Add(new SqliteParameter(name, value));
        return command;
    }

    private void Run(string sql, params (string Name, object Value)[] values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    private void RunElsewhere(string sql)
    {
        using var connection = new SqliteConnection(_pool.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params (string Name, object Value)[] values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar();
    }

    /// <summary>SQLite asks whether a statement may be executed when it prepares it.</summary>
    private void CountWhatIsPrepared()
    {
        using var connection = Open();   // the one that each test is going to use
        raw.sqlite3_set_authorizer(
            connection.Physical.Connection.Handle,
            (strdelegate_authorizer)Count,
            null);
        _prepared = 0;

        int Count(object _, int action, string p0, string p1, string database, string trigger)
        {
            if (action is raw.SQLITE_SELECT or raw.SQLITE_INSERT)
                _prepared++;
            return raw.SQLITE_OK;
        }
    }
}
