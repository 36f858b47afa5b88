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
    // copies are quicker than migrations; where there is nothing to copy from, on SQL Server, each is made
    private static readonly Lazy<TestDatabase> Empty = new(() => new(Migrate));
    private static readonly Lazy<TestDatabase> WithPeople = new(() => new(Seed));

    private readonly TempFolder? _folder = DatabaseUnderTest.IsSqlServer ? new() : null;
    private readonly SqliteConnection _memory = new("Data Source=:memory:");

    public TestDatabase()
        : this(DatabaseUnderTest.IsSqlServer ? Migrate : CopyOf(Empty))
    {
    }

    private TestDatabase(Action<TestDatabase> fill)
    {
        _memory.Open();
        fill(this);
    }

    /// <summary>One in which the demo people are at work.</summary>
    public static TestDatabase WithDemoPeople() => new(DatabaseUnderTest.IsSqlServer ? Seed : CopyOf(WithPeople));

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

    private static Action<TestDatabase> CopyOf(Lazy<TestDatabase> template) => database =>
    {
        lock (template)
            template.Value._memory.BackupDatabase(database._memory);
    };

    private static void Migrate(TestDatabase database)
    {
        using var db = database.Open();
        db.Database.Migrate();
    }

    private static void Seed(TestDatabase database)
    {
        Migrate(database);
        using var services = new ServiceCollection()
            .AddOptions()
            .AddScoped(_ => database.Open())
            .AddSingleton<IPasswordHasher>(new PasswordHasher(iterations: 1_000))
            .AddSingleton(TimeProvider.System)
            .BuildServiceProvider();
        Assert.That(DemoData.SeedAsync(services).GetAwaiter().GetResult(), Is.True);
    }
}
