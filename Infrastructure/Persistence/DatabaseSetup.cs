using System.Data.Common;
using System.Security.Authentication;
using CoachingPlatform.Infrastructure.Outbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>What happens to the database before the first request.</summary>
public static class DatabaseSetup
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Errors of SQL Server that pass: a timeout; a database that is being recovered; a deadlock; a server that is upgrading
    /// itself, not ready, or going down.
    /// </summary>
    private static readonly HashSet<int> PassingErrors = [-2, 921, 922, 1205, 6005, 17142, 17187, 18401, 40613];

    private const int NoSuchDatabase = 4060;
    private const int DatabaseExists = 1801;

    /// <summary>
    /// Before the server serves: an embedded database is brought up to date, a shared one only when that is set.
    /// </summary>
    /// <exception cref="StartFailedException">
    /// The database does not answer or refuses, or its schema is older than this program.
    /// </exception>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken ct = default)
    {
        var options = services.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if (options.MigrateOnStart ?? options.Provider == DatabaseProvider.Sqlite)
            await MigrateAsync(services, ct);
        else if (await WhenReachableAsync(services, db => LacksMigrationAsync(db, ct), ct))
            throw new StartFailedException("The database schema is older than this program. Run it once with --migrate.");
    }

    /// <summary>Brings the schema up to date; creates the database when there is none.</summary>
    /// <exception cref="StartFailedException">The database does not answer, or refuses.</exception>
    public static Task MigrateAsync(IServiceProvider services, CancellationToken ct = default) =>
        WhenReachableAsync(services, async db =>
        {
            // asked first: Entity Framework compares the whole model before it finds that there is nothing to do
            if (!await LacksMigrationAsync(db, ct))
                return true;
            await using var only = await SqliteMigrationLock.AcquireAsync(
                db, StartTimeout(services), services.GetRequiredService<TimeProvider>(), ct);
            await db.Database.MigrateAsync(ct);
            return true;
        }, ct);

    /// <summary>After a restore from a backup: positions in the live channel that clients hold are good no more.</summary>
    public static async Task RenewEpochAsync(IServiceProvider services, CancellationToken ct = default)
    {
        var log = services.GetRequiredService<OutboxLog>();
        await log.OpenAsync(ct);
        await log.RenewEpochAsync(ct);
    }

    /// <summary>
    /// A database server that starts beside this one may need a moment. What will be the same in a moment is not waited for.
    /// </summary>
    /// <exception cref="StartFailedException">The database does not answer, or refuses.</exception>
    public static async Task<T> WhenReachableAsync<T>(IServiceProvider services, Func<AppDb, Task<T>> work, CancellationToken ct)
    {
        var limit = StartTimeout(services);
        var clock = services.GetRequiredService<TimeProvider>();
        var start = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            try
            {
                await EnsureAdmittedAsync(db, ct);
                return await work(db);
            }
            catch (Exception error) when (CauseOf(error) is { } cause)
            {
                var createdBySomebodyElse = attempt == 1 && cause is SqlException { Number: DatabaseExists };
                if (!(MayPass(cause) || createdBySomebodyElse) || clock.GetElapsedTime(start) >= limit)
                    throw Unusable(db, cause);
            }
            await Task.Delay(RetryInterval, clock, ct);
        }
    }

    /// <summary>
    /// Entity Framework repeats a login that was refused for a minute, as if the database had just been created. So ask first.
    /// </summary>
    private static async Task EnsureAdmittedAsync(AppDb db, CancellationToken ct)
    {
        if (!db.Database.IsSqlServer())
            return;
        try
        {
            await db.Database.OpenConnectionAsync(ct);
            await db.Database.CloseConnectionAsync();
        }
        catch (SqlException error) when (error.Number == NoSuchDatabase)
        {
            // migrating creates it
        }
    }

    private static async Task<bool> LacksMigrationAsync(AppDb db, CancellationToken ct) =>
        (await db.Database.GetPendingMigrationsAsync(ct)).Any();

    private static TimeSpan StartTimeout(IServiceProvider services) =>
        services.GetRequiredService<IOptions<DatabaseOptions>>().Value.StartTimeout;

    /// <summary>The error of the database itself; Entity Framework wraps some.</summary>
    private static DbException? CauseOf(Exception error) => error as DbException ?? error.InnerException as DbException;

    private static bool MayPass(DbException error) => error switch
    {
        SqlException { InnerException: AuthenticationException } => false,   // a certificate that is not trusted
        SqlException sql => sql.Class >= 20 || PassingErrors.Contains(sql.Number),   // from 20 on: no connection
        SqliteException { SqliteErrorCode: 5 or 6 } => true,   // busy or locked
        _ => false,
    };

    private static StartFailedException Unusable(AppDb db, DbException cause) => new(
        $"The database cannot be used: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')} ({db.Database.GetDbConnection().DataSource}). "
        + "Check ConnectionStrings:Database.");
}
