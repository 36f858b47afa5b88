using CoachingPlatform.Application;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Application.Documents;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Infrastructure.Calendar;
using CoachingPlatform.Infrastructure.Documents;
using CoachingPlatform.Infrastructure.LoginSessions;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Infrastructure.Redis;
using CoachingPlatform.Infrastructure.Reminders;
using CoachingPlatform.Sse;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure;

public static class InfrastructureServices
{
    private const string DefaultSqlite = "Data Source=data/coaching.db";

    /// <summary>The database, the outbox with its event log, login sessions, password hashing and mail.</summary>
    /// <param name="contentRoot">Where a relative path of a SQLite file starts.</param>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxMetrics>();
        var connectionString = configuration.GetConnectionString("Database");
        var isOneOfSeveral = !string.IsNullOrWhiteSpace(configuration[$"{RedisOptions.Section}:{nameof(RedisOptions.ConnectionString)}"]);
        if (configuration.GetValue<DatabaseProvider>(
            $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}") == DatabaseProvider.SqlServer)
        {
            connectionString = SqlServer(connectionString);
            services.AddDbContextPool<AppDb, SqlServerAppDb>((provider, options) => options
                // a deadlock or a lost connection is not the caller's business: the unit of work is done again, a few times, within seconds
                .UseSqlServer(connectionString, server => server.EnableRetryOnFailure(3, TimeSpan.FromSeconds(1), null))
                .ConfigureWarnings(warnings => LeaveFailuresToCallers(warnings))
                .AddInterceptors(provider.GetRequiredService<OutboxSignal>(), new DatabasePools(connectionString)));
        }
        else
        {
            var file = SqliteFile(connectionString, contentRoot);
            services.AddSingleton(_ => new SqliteWriterGate(file));
            services.AddSingleton(_ => new SqliteConnectionPool(file));
            services.AddDbContextPool<AppDb, SqliteAppDb>((provider, options) => options
                .UseSqlite(file)
                // SQLite changes a table by copying it, which needs its foreign keys off: nothing an operator could do about it
                .ConfigureWarnings(warnings => LeaveFailuresToCallers(warnings)
                    .Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning))
                .AddInterceptors(provider.GetRequiredService<SqliteWriterGate>(), provider.GetRequiredService<SqliteConnectionPool>())
                .AddInterceptors(provider.GetServices<CommitNumbers>())
                .AddInterceptors(provider.GetRequiredService<OutboxSignal>()));
            if (!isOneOfSeveral)
                services.AddSingleton<CommitNumbers>();
        }
        services.AddScoped<IAppDb>(provider => provider.GetRequiredService<AppDb>());
        services.AddScoped<IOutbox, Outbox.Outbox>();
        services.AddSingleton<IPasswordHasher, PasswordHasher>();
        services.AddOptions<SeedOptions>()
            .Configure<IHostEnvironment>((seed, environment) => seed.DemoData = environment.IsDevelopment())
            .BindConfiguration(SeedOptions.Section).ValidateOnStart();
        services.AddScoped<DemoPeople>();

        services.AddOptions<TiptapOptions>().BindConfiguration(TiptapOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDocumentTokens, TiptapTokens>();

        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IMailQueue, MailQueue>();
        services.AddSingleton<ServerAddress>();
        services.AddSingleton<LinkAddresses>();
        services.AddSingleton<IPageAddresses>(provider => provider.GetRequiredService<LinkAddresses>());
        if (string.IsNullOrWhiteSpace(configuration[$"{MailOptions.Section}:{nameof(MailOptions.Smtp)}:{nameof(SmtpOptions.Host)}"]))
            services.AddSingleton<IMailTransport, FileMailTransport>();
        else
            services.AddSingleton<IMailTransport, SmtpMailTransport>();
        services.AddSingleton<MailMetrics>();
        services.AddScoped<MailComposer>();
        services.AddScoped<CoachingMailComposer>();
        services.AddScoped<GivenUpMails>();
        services.AddHostedService<MailSender>();
        services.AddOptions<ReminderOptions>().BindConfiguration(ReminderOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<ReminderSweep>();
        services.AddSingleton<ICalendarWriter, CalendarWriter>();
        services.AddHostedService<Housekeeping>();

        services.AddSingleton<OutboxReader>();
        services.AddSingleton<OutboxLog>();
        services.AddHostedService<OutboxCleaner>();
        services.AddHostedService<RecipientIndexer>();
        services.AddOptions<RedisOptions>().BindConfiguration(RedisOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (!isOneOfSeveral)
        {
            services.AddSingleton<IEventLog, DatabaseEventLog>();
        }
        else
        {
            services.AddSingleton<RedisEventLog>();
            services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<RedisEventLog>());
            services.AddHostedService(provider => provider.GetRequiredService<RedisEventLog>());
        }
        services.AddHostedService<OutboxDispatcher>();
        services.AddHostedService<LoginSessionSweeper>();
        services.AddHostedService<SessionExtender>();
        return services;
    }

    /// <summary>
    /// Whatever fails is thrown, and logged by whoever has to do with it, once and for what it is: a caller who left or two who made the same thing
    /// at once are no errors of the server, and a database that is away is a warning.
    /// </summary>
    private static WarningsConfigurationBuilder LeaveFailuresToCallers(WarningsConfigurationBuilder warnings) => warnings.Log(
        (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug));

    /// <summary>
    /// After a failed connection the client's pool refuses further ones at once, for up to a minute: an outage would last that much longer
    /// than the database is away. Whoever sets the period keeps it.
    /// </summary>
    /// <exception cref="StartFailedException">It is missing, or cannot be understood.</exception>
    private static string SqlServer(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new StartFailedException("Database:Provider is SqlServer, so ConnectionStrings:Database has to be set.");
        try
        {
            var builder = new SqlConnectionStringBuilder(connectionString);
            if (!builder.ShouldSerialize("Pool Blocking Period"))
                builder.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
            return builder.ConnectionString;
        }
        catch (ArgumentException wrong)
        {
            throw new StartFailedException($"ConnectionStrings:Database cannot be understood by SqlServer: {wrong.Message}");
        }
    }

    /// <exception cref="StartFailedException">It cannot be understood, or its folder can be neither found nor made.</exception>
    private static string SqliteFile(string? connectionString, string contentRoot)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(string.IsNullOrWhiteSpace(connectionString) ? DefaultSqlite : connectionString);
            builder.DataSource = Path.GetFullPath(builder.DataSource, contentRoot);
            builder.DefaultTimeout = (int)PhysicalSqliteConnection.BusyTimeout.TotalSeconds;   // else the driver goes on waiting for half a minute
            builder.Pooling = false;   // SqliteConnectionPool is the pool
            Directory.CreateDirectory(Path.GetDirectoryName(builder.DataSource)!);
            return Directory.Exists(builder.DataSource)
                ? throw new StartFailedException(
                    $"ConnectionStrings:Database names {builder.DataSource}, which is a folder. Name a file in it.")
                : builder.ConnectionString;
        }
        catch (ArgumentException wrong)
        {
            throw new StartFailedException($"ConnectionStrings:Database cannot be understood by Sqlite: {wrong.Message}");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"The folder of the database cannot be made: {refused.Message} Set ConnectionStrings:Database to a file this user may write.");
        }
    }
}
