using System.Globalization;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Infrastructure;

namespace CoachingPlatform.Web;

/// <summary>What the command line asks for: the options of this program, and settings for the configuration.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Usage: dotnet CoachingPlatform.Web.dll [option ...] [--Section:Key value ...]
               dotnet run --project Web -- [option ...] [--Section:Key value ...]

        Without an option the server starts and runs until it is stopped. With one or more it does
        what they ask for, in this order, and ends:
          --check                  say whether settings, address, database, Redis and mail are good
          --ready                  say whether the server that runs here is ready, for health checks
          --migrate                bring the database schema up to date
          --seed                   the same, and add the demo people to an empty database
          --size N                 with --seed: and N coaching relationships with 50 sessions and
                                   200 actions each, to try what a large platform is like
          --restored               after a restore from a backup: make all clients load everything again
          --create-admin EMAIL     make somebody super admin, and print a link to set up the account
          --reset-password EMAIL   print a link to choose a new password
          --export-person EMAIL    write everything that is stored about somebody as JSON
          --erase-person EMAIL     forget somebody; what they shared with others stays without their name
          --backup FILE            copy the SQLite database into a new file, while servers run
          --mail-given-up          list the messages that could not be sent, and why
          --mail-retry             let the server try them again
          --help                   show this text

        Addresses and environment:
          --urls http://+:4000     where the server listens; default http://localhost:4000
          --environment NAME       Development (demo people) or Production, the default
          --contentRoot FOLDER     where appsettings.json and the data folder are

        Every setting can be given here, as an environment variable (Mail__FrontendUrl) or in
        appsettings.json, which names all of them with their defaults. The most important:
          --Database:Provider      Sqlite, the default, or SqlServer
          --ConnectionStrings:Database
                                   a SQLite file, default data/coaching.db, or a SQL Server
          --Redis:ConnectionString needed for more than one instance
          --Mail:FrontendUrl       root of the web frontend, for links in messages
          --Mail:Smtp:Host         the mail server; without one messages become files
          --Cors:AllowedOrigins:0  origin of the web frontend
          --Seed:DemoData true     demo people, in an empty database

        Exit codes: 0 done, 1 failed, 2 wrong option.
        """;

    /// <summary>What ASP.NET Core understands beside settings with a section.</summary>
    private static readonly HashSet<string> HostSettings = new(StringComparer.OrdinalIgnoreCase)
    {
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "webroot", "applicationName", "AllowedHosts",
        "detailedErrors", "shutdownTimeoutSeconds", "forwardedHeaders_enabled", "preferHostingUrls", "suppressStatusMessages",
        "captureStartupErrors", "hostingStartupAssemblies", "hostingStartupExcludeAssemblies", "preventHostingStartup",
    };

    public bool Help { get; private init; }

    /// <summary>The server that runs is asked, and nothing else is done.</summary>
    public bool Ready { get; private init; }

    public bool Migrate { get; private init; }

    public bool Seed { get; private init; }

    /// <summary>Coaching relationships that are added with the demo people.</summary>
    public int Size { get; private init; }

    /// <summary>The database was restored from a backup.</summary>
    public bool Restored { get; private init; }

    /// <summary>E-mail address of who becomes super admin; null: nobody.</summary>
    public string? CreateAdmin { get; private init; }

    /// <summary>E-mail address of whose password is reset; null: nobody's.</summary>
    public string? ResetPassword { get; private init; }

    /// <summary>E-mail address of whose data is written to standard output; null: nobody's.</summary>
    public string? ExportPerson { get; private init; }

    /// <summary>E-mail address of who is forgotten; null: nobody.</summary>
    public string? ErasePerson { get; private init; }

    /// <summary>What the server needs is looked at, and nothing is changed.</summary>
    public bool Check { get; private init; }

    /// <summary>New file into which the embedded database is copied; null: none.</summary>
    public string? Backup { get; private init; }

    /// <summary>The messages that could not be sent are listed.</summary>
    public bool MailGivenUp { get; private init; }

    /// <summary>They are tried again.</summary>
    public bool MailRetry { get; private init; }

    /// <summary>Nothing is asked for that changes something.</summary>
    public bool IsCheckAlone => Check && !(this with { Check = false }).IsCommand;

    /// <summary>Whether the program ends when it has done what was asked for.</summary>
    public bool IsCommand =>
        Check || Migrate || Seed || Restored || MailGivenUp || MailRetry
        || (CreateAdmin ?? ResetPassword ?? ExportPerson ?? ErasePerson ?? Backup) is not null;

    /// <summary>The rest, each as <c>--key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; private init; } = [];

    /// <summary>
    /// Where settings and pages are: the working directory as usual, but the program's own folder when it was started from
    /// somewhere else. Null leaves it to the settings.
    /// </summary>
    public string? ContentRoot() =>
        File.Exists("appsettings.json") || Settings.Any(setting => setting.StartsWith("--contentRoot=", StringComparison.OrdinalIgnoreCase))
            ? null
            : AppContext.BaseDirectory;

    /// <exception cref="WrongOptionException">There is no such option, or it lacks its value.</exception>
    public static CommandLine Parse(IEnumerable<string> arguments)
    {
        var line = new CommandLine();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            var (name, given) = argument.Split('=', 2) is [var before, var after] ? (before, after) : (argument, null);
            line = name switch
            {
                "--help" or "-h" or "-?" => line with { Help = true },
                "--ready" => line with { Ready = true },
                "--migrate" => line with { Migrate = true },
                "--seed" => line with { Seed = true },
                "--size" => line with { Size = Number(name, given ?? Next(name, rest), DemoCrowd.MaxSize) },
                "--check" => line with { Check = true },
                "--backup" => line with { Backup = given ?? Next(name, rest) },
                "--mail-given-up" => line with { MailGivenUp = true },
                "--mail-retry" => line with { MailRetry = true },
                "--restored" => line with { Restored = true },
                "--create-admin" => line with { CreateAdmin = Address(name, given ?? Next(name, rest)) },
                "--reset-password" => line with { ResetPassword = Address(name, given ?? Next(name, rest)) },
                "--export-person" => line with { ExportPerson = Address(name, given ?? Next(name, rest)) },
                "--erase-person" => line with { ErasePerson = Address(name, given ?? Next(name, rest)) },
                _ => line with { Settings = [.. line.Settings, Setting(name, given, rest)] },
            };
        }
        return line.Size > 0 && !line.Seed ? throw new WrongOptionException("--size needs --seed.") : line;
    }

    private static string Setting(string name, string? given, Queue<string> rest)
    {
        var key = name.TrimStart('-', '/');
        var isSection = given is "";   // what ASP.NET Core's test host passes on for a section that was given a setting
        if (!isSection && !key.Contains(':', StringComparison.Ordinal) && !HostSettings.Contains(key))
            throw new WrongOptionException($"There is no option {name}.");
        return $"--{key}={given ?? Next(name, rest)}";
    }

    private static int Number(string name, string value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new WrongOptionException($"{name} needs a number from 1 to {max}, and \"{value}\" is none.");

    private static string Address(string name, string value) =>
        UserRules.IsAddress(value) ? value : throw new WrongOptionException($"{name} needs an e-mail address, and \"{value}\" is none.");

    private static string Next(string name, Queue<string> rest) =>
        rest.TryPeek(out var next) && !next.StartsWith("--", StringComparison.Ordinal)
            ? rest.Dequeue()
            : throw new WrongOptionException($"{name} needs a value.");
}
