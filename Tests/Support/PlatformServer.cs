using System.Collections.Concurrent;
using System.Diagnostics;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.LoginSessions;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace CoachingPlatform.Tests.Support;

/// <summary>The whole application on a real socket, in this process, over its own database with the demo people.</summary>
public sealed class PlatformServer : WebApplicationFactory<Program>
{
    private static readonly ConcurrentDictionary<Uri, PlatformServer> Running = new();
    private static readonly ConcurrentDictionary<string, int> Answered = new();

    private static long _lastAsked;

    private static readonly PasswordHasher QuickHasher = new(iterations: 1_000);

    /// <summary>A database as a first start leaves it; a copy is quicker than a first start.</summary>
    private static readonly Lazy<byte[]> FirstDatabase = new(CreateFirstDatabase);

    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Action<IServiceCollection>? _replace;
    private bool _beginsWithDemoPeople;

    private PlatformServer(TempFolder? folder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? replace)
    {
        _ownsFolder = folder is null;
        _folder = folder ?? new TempFolder();
        _settings = settings;
        _replace = replace;
    }

    private string MailFolder => _folder.File("mail");

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Whether any server of this kind was asked anything in the last so many seconds.</summary>
    public static bool WasAskedWithin(TimeSpan time) => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastAsked)) < time;

    /// <summary>
    /// The routes that servers of this kind were asked until now, as <c>GET /goals/{id}</c>, with the lowest status of their answers.
    /// </summary>
    public static IReadOnlyDictionary<string, int> AnsweredRoutes => Answered;

    /// <summary>
    /// Starts one. It hashes passwords quickly and begins with a copy of a database with the demo people, unless <paramref name="replace"/>
    /// adds another hasher, or a clock that shows another time.
    /// </summary>
    /// <param name="folder">Where the database lies; given, it outlives this server, and may hold a database already.</param>
    public static PlatformServer Start(
        IReadOnlyDictionary<string, string>? settings = null, TempFolder? folder = null, Action<IServiceCollection>? replace = null)
    {
        var server = new PlatformServer(folder, settings ?? new Dictionary<string, string>(), replace);
        server.UseKestrel(0);
        server.StartServer();
        if (DatabaseUnderTest.IsSqlServer && server._beginsWithDemoPeople)
            DemoData.SeedAsync(server.Services).GetAwaiter().GetResult();   // as the copy has them, whatever the settings say
        Running[server.Address] = server;
        return server;
    }

    /// <summary>
    /// Completes when nothing is on its way any more on the server at this address: a stream that is opened then sees nothing of the test
    /// before. Servers in processes of their own are not waited for.
    /// </summary>
    public static async Task SettledAsync(Uri address)
    {
        if (Running.TryGetValue(address, out var server))
        {
            await Eventually.TrueAsync(
                async () => !await server.InDatabaseAsync(db => db.Outbox.AnyAsync(message => message.Number == null))
                    && await server.InDatabaseAsync(async db => await db.Outbox.MaxAsync(message => message.Number) ?? 0)
                        <= server.Services.GetRequiredService<CoachingPlatform.Sse.SseBroadcaster>().Newest,
                "everything is sent");
        }
    }

    public Task<Person> SignInAsync(string email, string password = DemoData.Password) => Person.SignInAsync(Address, email, password);

    public HttpClient Anonymous() => Person.ClientFor(Address, cookie: null);

    public async Task<T> InDatabaseAsync<T>(Func<AppDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Waits for the newest message to somebody.</summary>
    public async Task<MimeMessage> MailToAsync(string email, int number = 1)
    {
        var messages = new List<MimeMessage>();
        await Eventually.TrueAsync(() =>
        {
            messages = Mails().Where(message => message.To.Mailboxes.Any(to => to.Address == email)).ToList();
            return messages.Count >= number;
        }, $"message {number} to {email}");
        return messages[number - 1];
    }

    /// <summary>Waits until no message waits.</summary>
    public Task MailQueueIsEmptyAsync(int seconds = 15) => Eventually.TrueAsync(
        () => InDatabaseAsync(async db => !await db.QueuedMails.AnyAsync()), "the queue is empty", seconds);

    /// <summary>All messages that were written, the oldest first.</summary>
    public IEnumerable<MimeMessage> Mails() => !Directory.Exists(MailFolder) ? [] : Directory.GetFiles(MailFolder, "*.eml")
        .Order(StringComparer.Ordinal).Select(path => MimeMessage.Load(path));

    public CoachingPlatform.Sse.ISseBroadcaster Broadcaster => Services.GetRequiredService<CoachingPlatform.Sse.ISseBroadcaster>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");   // not the default address, which may be taken on this machine
        builder.UseSetting("Mail:Folder", MailFolder);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var (key, value) in DatabaseUnderTest.SettingsOf(_folder).Concat(_settings))
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<IStartupFilter>(new RouteRecorder());
            services.AddSingleton<IPasswordHasher>(QuickHasher);
            _replace?.Invoke(services);
            _beginsWithDemoPeople = _ownsFolder && !_settings.ContainsKey("Seed:DemoData") && IsNow(services)
                && services.Last(service => service.ServiceType == typeof(IPasswordHasher)).ImplementationInstance == QuickHasher;
            if (_beginsWithDemoPeople && !DatabaseUnderTest.IsSqlServer)
                File.WriteAllBytes(_folder.File("coaching.db"), FirstDatabase.Value);
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Running.TryRemove(Address, out _);
        base.Dispose(disposing);
        if (disposing && _ownsFolder)
            _folder.Dispose();
    }

    private static bool IsNow(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance is not TimeProvider clock
        || (clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).Duration() < TimeSpan.FromMinutes(1);

    private static byte[] CreateFirstDatabase()
    {
        using var folder = new TempFolder();
        Start(folder: folder).Dispose();
        Assert.That(File.Exists(folder.File("coaching.db-wal")), Is.False);
        return File.ReadAllBytes(folder.File("coaching.db"));
    }

    private sealed class RouteRecorder : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, then) =>
            {
                await then(context);
                Volatile.Write(ref _lastAsked, Stopwatch.GetTimestamp());
                if (context.GetEndpoint() is RouteEndpoint route)
                {
                    var status = context.Response.StatusCode;
                    Answered.AddOrUpdate($"{context.Request.Method} /{route.RoutePattern.RawText?.TrimStart('/')}",
                        status, (_, lowest) => Math.Min(lowest, status));
                }
            });
            next(app);
        };
    }
}
