using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace CoachingPlatform.Tests.Support;

/// <summary>The whole application on a real socket, in this process, over its own SQLite file with the demo people.</summary>
public sealed class PlatformServer : WebApplicationFactory<Program>
{
    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Action<IServiceCollection>? _replace;

    private PlatformServer(TempFolder? folder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? replace)
    {
        _ownsFolder = folder is null;
        _folder = folder ?? new TempFolder();
        _settings = settings;
        _replace = replace;
    }

    private string MailFolder => _folder.File("mail");

    public Uri Address => ClientOptions.BaseAddress;

    /// <param name="folder">Where the database lies; given, it outlives this server.</param>
    public static PlatformServer Start(
        IReadOnlyDictionary<string, string>? settings = null, TempFolder? folder = null, Action<IServiceCollection>? replace = null)
    {
        var server = new PlatformServer(folder, settings ?? new Dictionary<string, string>(), replace);
        server.UseKestrel(0);
        server.StartServer();
        return server;
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

    /// <summary>All messages that were written, the oldest first.</summary>
    public IEnumerable<MimeMessage> Mails() => !Directory.Exists(MailFolder) ? [] : Directory.GetFiles(MailFolder, "*.eml")
        .Order(StringComparer.Ordinal).Select(path => MimeMessage.Load(path));

    public CoachingPlatform.Sse.ISseBroadcaster Broadcaster => Services.GetRequiredService<CoachingPlatform.Sse.ISseBroadcaster>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");   // not the default address, which may be taken on this machine
        builder.UseSetting("ConnectionStrings:Database", $"Data Source={_folder.File("coaching.db")}");
        builder.UseSetting("Mail:Folder", MailFolder);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services => _replace?.Invoke(services));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _ownsFolder)
            _folder.Dispose();
    }
}
