using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real SQLite database in memory, with the real schema, for one test.</summary>
public sealed class InMemoryDb : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public InMemoryDb()
    {
        _connection.Open();
        using var db = Open();
        db.Database.Migrate();
    }

    /// <summary>Another unit of work on the same data.</summary>
    public SqliteAppDb Open(params IInterceptor[] interceptors) =>
        new(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(_connection).AddInterceptors(interceptors).Options);

    public void Dispose() => _connection.Dispose();
}
