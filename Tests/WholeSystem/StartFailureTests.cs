using System.Net;
using System.Net.Sockets;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>A start that cannot succeed ends at once, with exit code 1 and one line that says what to mend.</summary>
[Category("WholeSystem")]
public sealed class StartFailureTests : FolderTests
{
    [TestCase("Sse__KeepAlive", "00:00:00", "Sse:KeepAlive must be between 00:00:01 and 00:01:00")]
    [TestCase("Sse__KeepAlive", "soon", "Sse:KeepAlive is \"soon\", but has to be a time such as 00:00:15")]
    [TestCase("Sse__QueueCapacity", "many", "Sse:QueueCapacity is \"many\", but has to be a whole number")]
    [TestCase("Sse__ReplayEvents", "-1", "Sse:ReplayEvents must be between")]
    [TestCase("Session__Lifetime", "00:00:00", "Session:Lifetime must be")]
    [TestCase("Database__Provider", "Oracle", "Database:Provider is \"Oracle\", but has to be one of Sqlite, SqlServer")]
    [TestCase("Database__Provider", "7", "Database:Provider is invalid")]
    [TestCase("Database__Provider", "SqlServer", "Database:Provider is SqlServer, so ConnectionStrings:Database has to be set")]
    [TestCase("Database__MigrateOnStart", "perhaps", "Database:MigrateOnStart is \"perhaps\", but has to be true or false")]
    [TestCase("ConnectionStrings__Database", "nonsense", "ConnectionStrings:Database cannot be understood")]
    [TestCase("ConnectionStrings__Database", "Data Source=/dev/null/coaching.db", "Set ConnectionStrings:Database to a file this user may write")]
    [TestCase("ConnectionStrings__Database", "Data Source=/proc/coaching.db", "Set ConnectionStrings:Database to a file this user may write")]
    [TestCase("ConnectionStrings__Database", "Data Source=/tmp", "ConnectionStrings:Database names /tmp, which is a folder")]
    [TestCase("Mail__From", "", "Mail:From is required")]
    [TestCase("Mail__Smtp__Security", "Strong", "Mail:Smtp:Security is \"Strong\", but has to be one of None, Auto")]
    [TestCase("Cors__AllowedOrigins__0", "*", "Cors:AllowedOrigins holds \"*\"")]
    [TestCase("Redis__ConnectionString", "a=b", "Redis:ConnectionString cannot be understood")]
    [TestCase("Logging__LogLevel__Default", "Loud", "Logging:LogLevel: Configuration value 'Loud' is not supported. A level is one of Trace")]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT is \"nonsense\"")]
    [TestCase("Kestrel__Limits__MaxConcurrentConnections", "0", "Kestrel:Limits:MaxConcurrentConnections must be")]
    [TestCase("ASPNETCORE_URLS", "localhost:4000", "ASPNETCORE_URLS or --urls holds \"localhost:4000\", which is not an address")]
    [TestCase("ASPNETCORE_URLS", "http://localhost:four", "holds \"http://localhost:four\", which is not an address")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:99999", "holds \"http://127.0.0.1:99999\", which is not an address")]
    [TestCase("ASPNETCORE_URLS", "ftp://127.0.0.1", "holds \"ftp://127.0.0.1\", which is not an address")]
    [TestCase("ASPNETCORE_URLS", "http://192.0.2.1:4000", "cannot listen on http://192.0.2.1:4000")]
    [SqliteOnly("where its file may be")]
    public async Task A_wrong_setting_is_named(string key, string value, string line)
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Database"] = "" };
        settings[key] = value;

        Assert.That(await FailAsync(settings), Does.Contain(line));
    }

    [Test]
    public async Task Several_wrong_settings_are_named_together() => Assert.That(
        await FailAsync(new() { ["Sse__QueueCapacity"] = "0", ["Mail__From"] = "", ["Session__Lifetime"] = "00:00:00" }),
        Does.Contain("Sse:QueueCapacity must be").And.Contain("Mail:From is required").And.Contain("Session:Lifetime must be"));

    [Test]
    public async Task A_broken_file_of_settings_is_named_with_the_place_where_it_is_broken()
    {
        await File.WriteAllTextAsync(Folder.File("appsettings.json"), """{ "Sse": { """);

        Assert.That(await FailAsync(), Does.Contain(Folder.File("appsettings.json")).And.Contain("LineNumber: 0"));
    }

    [Test]
    public async Task A_content_root_that_is_not_there_is_named() => Assert.That(
        await FailAsync(null, "--contentRoot", "/nowhere"), Does.Contain("There is no folder /nowhere/: check --contentRoot."));

    [Test]
    public async Task A_port_that_is_taken_is_named_before_the_database_is_touched()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var line = await FailAsync(new() { ["ASPNETCORE_URLS"] = address });

        Assert.That(line, Does.Contain($"cannot listen on {address}: Address already in use. Set ASPNETCORE_URLS or --urls"));
        Assert.That(File.Exists(Folder.File("coaching.db")), Is.False);
    }

    /// <summary>The server itself finds this one, after everything else was ready.</summary>
    [Test]
    public async Task An_address_without_its_certificate_is_refused_without_traces()
    {
        var https = ServerProcess.FreeAddress().ToString().Replace("http", "https", StringComparison.Ordinal);

        var (exitCode, output) = await ServerProcess.RunAsync(
            Folder, new Dictionary<string, string> { ["ASPNETCORE_URLS"] = https, ["HOME"] = Folder.Path });

        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(output, Does.Contain("The server cannot listen: Unable to configure HTTPS endpoint").And.Not.Contain("   at "));
    }

    [Test]
    [SqliteOnly("what is not its file")]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(Folder.File("coaching.db"), new string('x', 4096));

        Assert.That(await FailAsync(), Does.Contain("The database cannot be used: SQLite Error 26").And.Contain(
            "Check ConnectionStrings:Database"));
    }

    [Test]
    public async Task A_database_that_does_not_answer_is_named_after_a_while() => Assert.That(
        await FailAsync(new()
        {
            ["Database__Provider"] = "SqlServer",
            ["Database__StartTimeout"] = "00:00:01",
            ["ConnectionStrings__Database"] = "Server=127.0.0.1,1;Database=coaching;User Id=sa;Password=secret-word;Connect Timeout=1;TrustServerCertificate=true",
        }),
        Does.Contain("The database cannot be used").And.Contain("127.0.0.1,1").And.Not.Contain("secret-word"));

    [TestCase(18456, "Login failed for user 'sa'.")]
    [TestCase(916, "The server principal is not able to access the database under the current security context.")]
    public async Task What_a_database_will_refuse_again_is_not_tried_again(int error, string message)
    {
        using var refusing = new RefusingSqlServer(error, message);

        var line = await FailAsync(refusing.Settings, "--migrate");

        Assert.That(line, Does.Contain($"The database cannot be used: {message.TrimEnd('.')}").And.Not.Contain("secret-word"));
        Assert.That(refusing.Logins, Is.EqualTo(1));
    }

    [TestCase(18401, "Login failed. Server is in script upgrade mode.")]
    [TestCase(40613, "Database is not currently available.")]
    public async Task What_passes_is_waited_for(int error, string message)
    {
        using var refusing = new RefusingSqlServer(error, message);

        await using var program = ServerProcess.Launch(Folder, ServerProcess.FreeAddress(), refusing.Settings, "--migrate");

        await Eventually.TrueAsync(() => refusing.Logins > 1, "it is tried again", seconds: 60);
    }

    [Test]
    public async Task A_schema_that_is_too_old_is_refused() =>
        Assert.That(await FailAsync(new() { ["Database__MigrateOnStart"] = "false" }), Does.Contain("Run it once with --migrate"));

    /// <summary>The one line.</summary>
    private async Task<string> FailAsync(Dictionary<string, string>? settings = null, params string[] arguments)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(Folder, settings, arguments);
        Assert.That((exitCode, output), Is.EqualTo((1, output)));
        Assert.That(output.Trim().Split('\n'), Has.Length.EqualTo(1), output);
        return output;
    }
}
