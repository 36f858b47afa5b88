using System.Net.Sockets;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Infrastructure.Redis;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>From the command line to the first request.</summary>
internal static partial class Launcher
{
    private const int Failed = 1;
    private const int WrongOption = 2;

    /// <summary>Does what the command line asks for; without a command the server runs until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Func<CommandLine, WebApplication> build)
    {
        try
        {
            var line = CommandLine.Parse(arguments);
            if (line.Help)
            {
                Console.WriteLine(CommandLine.Usage);
                return 0;
            }
            if (line.Ready)
            {
                await Readiness.AskAsync(line.Settings);
                return 0;
            }
            await using var app = build(line);   // disposing writes out what the log still holds
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            ListenAddresses.RequireGood(app.Configuration);
            await (line.IsCommand ? Commands.RunAsync(app, line) : ServeAsync(app));
            return 0;
        }
        catch (WrongOptionException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message} --help shows what there is.");
            return WrongOption;
        }
        catch (Exception error) when (StartFailure.Describe(error) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return Failed;
        }
    }

    private static async Task ServeAsync(WebApplication app)
    {
        ListenAddresses.RequireFree(app.Configuration);
        await DatabaseSetup.PrepareAsync(app.Services);
        if (app.Services.GetRequiredService<IOptions<SeedOptions>>().Value.DemoData && await DemoData.SeedAsync(app.Services))
            LogSeeded(app.Logger);
        Warn(app);
        if (await DatabaseSetup.WhenReachableAsync(
            app.Services, db => DatabaseCheck.LetsReadersWaitAsync(db, CancellationToken.None), CancellationToken.None))
            LogReadersWait(app.Logger, DatabaseCheck.SnapshotAdvice);
        var who = await Welcome.WhoCanSignInAsync(app.Services);
        try
        {
            await app.StartAsync();
        }
        catch (Exception error)
        {
            await app.StopAsync();   // what works in the background ends before what it works with is gone
            if (error is IOException or SocketException or FormatException or InvalidOperationException)
                throw ListenAddresses.Refused(error);
            throw;
        }
        app.Services.GetRequiredService<QuietStart>().End();
        Welcome.Say(app, who);
        await app.WaitForShutdownAsync();
    }

    /// <summary>What works, but hardly as its operator means it.</summary>
    private static void Warn(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Provider == DatabaseProvider.SqlServer
            && app.Services.GetRequiredService<IOptions<RedisOptions>>().Value.ConnectionString.Length == 0)
            LogSingleInstance(app.Logger);
        if (UsesAutoMapperWithoutKey(app.Configuration))
            LogAutoMapperLicence(app.Logger);
        if (!app.Environment.IsProduction())
            return;
        var mail = app.Services.GetRequiredService<IOptions<MailOptions>>().Value;
        if (mail.Smtp.Host.Length == 0)
            LogNoMailServer(app.Logger, mail.Folder);
        if (!mail.HasFrontend && mail.ServerUrl.Length == 0)
            LogNoFrontend(app.Logger, app.Services.GetRequiredService<ServerAddress>().Root);
    }

    /// <summary>It looks for a key in these variables too.</summary>
    private static bool UsesAutoMapperWithoutKey(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration["AutoMapper:LicenseKey"])
        && string.IsNullOrEmpty(configuration["AUTOMAPPER_LICENSE_KEY"]) && string.IsNullOrEmpty(configuration["LUCKYPENNY_LICENSE_KEY"]);

    [LoggerMessage(1, LogLevel.Information, "The demo people were added to the empty database")]
    private static partial void LogSeeded(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "Without Mail:Smtp:Host nobody gets mail: messages become files in {Folder}, and the log shows the links in them")]
    private static partial void LogNoMailServer(ILogger logger, string folder);

    [LoggerMessage(3, LogLevel.Warning, "Mail:FrontendUrl is not set, nor Mail:ServerUrl: links in messages lead to this server's own pages at {Address}, which is hardly where people reach it")]
    private static partial void LogNoFrontend(ILogger logger, string address);

    [LoggerMessage(4, LogLevel.Information, "AutoMapper runs without a licence key (AutoMapper:LicenseKey): see docs/licences.md")]
    private static partial void LogAutoMapperLicence(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "The database: {Advice}")]
    private static partial void LogReadersWait(ILogger logger, string advice);

    [LoggerMessage(5, LogLevel.Warning, "Without Redis:ConnectionString this server must run as one instance: live events reach only the streams that are open on it")]
    private static partial void LogSingleInstance(ILogger logger);
}
