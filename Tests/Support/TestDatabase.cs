using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real database with the real schema, for one test without a server: SQLite in memory, or the SQL Server of the tests.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly TempFolder? _folder = DatabaseUnderTest.IsSqlServer ? new() : null;
    private readonly SqliteConnection _memory = new("Data Source=:memory:");

    public TestDatabase()
    {
        _memory.Open();
        using var db = Open();
        db.Database.Migrate();
    }

    /// <summary>Another unit of work on the same data.</summary>
    public AppDb Open(params IInterceptor[] interceptors) => _folder is not null
        ? new SqlServerAppDb(new DbContextOptionsBuilder<SqlServerAppDb>()
            .UseSqlServer(DatabaseUnderTest.ConnectionStringOf(_folder)).AddInterceptors(interceptors).Options)
        : new SqliteAppDb(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(_memory).AddInterceptors(interceptors).Options);

    public void Dispose()
    {
        _memory.Dispose();
        _folder?.Dispose();
    }
}
