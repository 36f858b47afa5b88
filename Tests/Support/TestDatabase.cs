using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real database with the real schema, for one test without a server: SQLite in memory, or the SQL Server of the tests.</summary>
public sealed class TestDatabase : IDisposable
{
    // copies are quicker than migrations
    private static readonly Lazy<TestDatabase> Empty = new(() => new(database => database.Open().Database.Migrate()));
    private static readonly Lazy<TestDatabase> WithPeople = new(() => new(Seed));

    private readonly TempFolder? _folder = DatabaseUnderTest.IsSqlServer ? new() : null;
    private readonly SqliteConnection _memory = new("Data Source=:memory:");

    public TestDatabase()
        : this(database => database.CopyFrom(Empty))
    {
    }

    private TestDatabase(Action<TestDatabase> fill)
    {
        _memory.Open();
        fill(this);
    }

    /// <summary>One in which the demo people are at work.</summary>
    public static TestDatabase WithDemoPeople() => new(database => database.CopyFrom(WithPeople));

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

    private void CopyFrom(Lazy<TestDatabase> template)
    {
        if (_folder is null)
        {
            lock (template)
                template.Value._memory.BackupDatabase(_memory);
            return;
        }
        Open().Database.Migrate();   // there is nothing to copy from
        if (template == WithPeople)
            AddPeople(this);
    }

    private static void Seed(TestDatabase database)
    {
        database.Open().Database.Migrate();
        AddPeople(database);
    }

    private static void AddPeople(TestDatabase database)
    {
        using var services = new ServiceCollection()
            .AddOptions()
            .AddScoped(_ => database.Open())
            .AddSingleton<IPasswordHasher>(new PasswordHasher(iterations: 1_000))
            .AddSingleton(TimeProvider.System)
            .BuildServiceProvider();
        Assert.That(DemoData.SeedAsync(services).GetAwaiter().GetResult(), Is.True);
    }
}
