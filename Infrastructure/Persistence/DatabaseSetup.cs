using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>What happens to the database before the first request.</summary>
public static class DatabaseSetup
{
    /// <summary>Brings the schema up to date; creates the database when there is none.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken ct = default)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database.MigrateAsync(ct);
    }

    /// <summary>Whether the server migrates by itself: an embedded database always does, a shared one only when told to.</summary>
    public static bool MigratesOnStart(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        return options.MigrateOnStart ?? options.Provider == DatabaseProvider.Sqlite;
    }
}
