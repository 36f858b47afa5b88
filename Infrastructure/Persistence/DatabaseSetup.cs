using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>What happens to the database before the first request.</summary>
public static class DatabaseSetup
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whether the server migrates by itself: an embedded database always does, a shared one only when told to.</summary>
    public static bool MigratesOnStart(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        return options.MigrateOnStart ?? options.Provider == DatabaseProvider.Sqlite;
    }

    /// <summary>Brings the schema up to date; creates the database when there is none.</summary>
    /// <exception cref="DbException">The database does not answer, or refuses.</exception>
    public static Task MigrateAsync(IServiceProvider services, CancellationToken ct = default) =>
        WhenReachableAsync(services, async db =>
        {
            await db.Database.MigrateAsync(ct);
            return true;
        }, ct);

    /// <summary>Whether the schema is older than this program.</summary>
    /// <exception cref="DbException">The database does not answer, or refuses.</exception>
    public static Task<bool> LacksMigrationsAsync(IServiceProvider services, CancellationToken ct = default) =>
        WhenReachableAsync(services, async db => (await db.Database.GetPendingMigrationsAsync(ct)).Any(), ct);

    /// <summary>A database server that starts beside this one may need a moment; a file is there or is not.</summary>
    private static async Task<T> WhenReachableAsync<T>(IServiceProvider services, Func<AppDb, Task<T>> work, CancellationToken ct)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        var clock = services.GetRequiredService<TimeProvider>();
        var start = clock.GetTimestamp();
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            try
            {
                return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
            }
            catch (DbException) when (options.Provider == DatabaseProvider.SqlServer && clock.GetElapsedTime(start) < options.StartTimeout)
            {
                await Task.Delay(RetryInterval, clock, ct);
            }
        }
    }
}
