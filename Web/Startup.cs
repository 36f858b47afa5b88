using System.Data.Common;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Infrastructure.Redis;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>What happens between building the server and its first request.</summary>
internal static partial class Startup
{
    private const string Seed = "--seed";
    private const string Migrate = "--migrate";

    /// <summary>
    /// Where settings and pages are: the working directory as usual, but the program's own folder when it was started from
    /// somewhere else. Null leaves it to the arguments.
    /// </summary>
    public static string? ContentRoot(string[] args) =>
        File.Exists("appsettings.json") || args.Any(argument => argument.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase))
            ? null
            : AppContext.BaseDirectory;

    /// <summary><c>--migrate</c> and <c>--seed</c> do that and end; otherwise the server runs until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (OptionsValidationException wrong)
        {
            LogWrongSetting(app.Logger, wrong.Message);
            return 1;
        }

        try
        {
            if (args.Contains(Migrate) || args.Contains(Seed) || DatabaseSetup.MigratesOnStart(app.Services))
            {
                await DatabaseSetup.MigrateAsync(app.Services);
            }
            else if (await DatabaseSetup.LacksMigrationsAsync(app.Services))
            {
                LogOldSchema(app.Logger);
                return 1;
            }
        }
        catch (DbException unavailable)
        {
            LogNoDatabase(app.Logger, unavailable.Message);
            return 1;
        }
        if (args.Contains(Migrate) || args.Contains(Seed))
        {
            LogMigrated(app.Logger);
            if (args.Contains(Seed))
                await SeedAsync(app);
            return 0;
        }

        var seeds = app.Configuration.GetValue("Seed:DemoData", app.Environment.IsDevelopment());
        if (seeds)
            await SeedAsync(app);
        if (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.SqlServer
            && app.Services.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString.Length == 0)
            LogSingleInstance(app.Logger);
        if (app.Environment.IsProduction() && app.Services.GetRequiredService<IOptions<MailOptions>>().Value is { Smtp.Host: "" } mail)
            LogNoMailServer(app.Logger, mail.Folder);
        app.Lifetime.ApplicationStarted.Register(() => Welcome(app, seeds));
        await app.RunAsync();
        return 0;
    }

    private static async Task SeedAsync(WebApplication app)
    {
        if (await DemoData.SeedAsync(app.Services))
            LogSeeded(app.Logger);
    }

    /// <summary>Tells a newcomer where to go and who can sign in.</summary>
    private static void Welcome(WebApplication app, bool seeds)
    {
        var url = app.Urls.FirstOrDefault() ?? "";
        Console.WriteLine();
        Console.WriteLine($"  Coaching Platform is running on {url}");
        Console.WriteLine($"    live page   {url}/         sign in as two people and watch their changes arrive");
        Console.WriteLine($"    Swagger UI  {url}/swagger  try every route");
        if (seeds)
        {
            Console.WriteLine();
            Console.WriteLine($"  Demo people, all with the password {DemoData.Password}");
            foreach (var (email, part) in DemoData.People)
                Console.WriteLine($"    {email,-20} {part}");
        }
        Console.WriteLine();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server does not start with a wrong setting. {Message}")]
    private static partial void LogWrongSetting(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database cannot be used: {Reason}")]
    private static partial void LogNoDatabase(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database schema is older than this program. Run it once with --migrate")]
    private static partial void LogOldSchema(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database schema is up to date")]
    private static partial void LogMigrated(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The demo people were added to the empty database")]
    private static partial void LogSeeded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Without Mail:Smtp:Host nobody gets mail: messages become files in {Folder}, and the log shows the links in them")]
    private static partial void LogNoMailServer(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Without Redis:ConnectionString this server must run as one instance: live events reach only the streams that are open on it")]
    private static partial void LogSingleInstance(ILogger logger);
}
