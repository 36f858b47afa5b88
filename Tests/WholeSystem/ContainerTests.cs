using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What the compose files and the image rely on: secrets in files, a health check without a shell, what is mounted.</summary>
[Category("WholeSystem")]
public sealed partial class ContainerTests : FolderTests
{
    private static readonly string Compose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
    private static readonly string SmallCompose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.small.yml"));

    [Test]
    public async Task A_health_check_asks_the_server_that_runs_and_says_what_it_answers()
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        var ready = await AskAsync(server.Address);
        await server.KillAsync();
        var away = await AskAsync(server.Address);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ready.ExitCode, Is.Zero, ready.Output);
            Assert.That(ready.Output, Does.Contain("ready"));
            Assert.That(away.ExitCode, Is.EqualTo(1));
            Assert.That(away.Output.Trim(), Does.Match($"^{server.Address.ToString().TrimEnd('/')} does not answer: [^\n]+$"));
        }
    }

    [Test]
    [SqliteOnly("where its file is")]
    public async Task A_secret_in_a_file_is_a_setting_over_which_the_environment_goes()
    {
        var secrets = Directory.CreateDirectory(Folder.File("secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "ConnectionStrings__Database"), $"Data Source={Folder.File("from-a-file.db")}\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "Mail__Smtp__Host"), "file.example.org");
        var environment = new Dictionary<string, string>
        {
            ["Secrets__Folder"] = secrets,
            ["ConnectionStrings__Database"] = $"Data Source={Folder.File("from-the-environment.db")}",
        };

        var both = await ServerProcess.RunAsync(Folder, environment, "--migrate");
        var check = await ServerProcess.RunAsync(Folder, environment, "--check");

        Assert.That(both.ExitCode, Is.Zero, both.Output);
        Assert.That(File.Exists(Folder.File("from-the-environment.db")), Is.True);
        Assert.That(check.Output, Does.Contain("file.example.org"));
    }

    [Test]
    public async Task A_secret_that_cannot_be_read_is_named_in_one_line()
    {
        var secrets = Directory.CreateDirectory(Folder.File("secrets")).FullName;
        File.CreateSymbolicLink(Path.Combine(secrets, "Mail__Smtp__Password"), "/proc/self/mem");   // nobody can read its beginning

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, new Dictionary<string, string> { ["Secrets__Folder"] = secrets }, "--check");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output.Trim(), Does.Match("^A secret cannot be read: [^\n]+ Check Secrets:Folder and who may read its files.$"));
    }

    [Test]
    public async Task What_compose_mounts_is_made_once_and_fits_together()
    {
        File.Copy(Path.Combine(Repository.Root, "docker-prepare.sh"), Folder.File("docker-prepare.sh"));

        await PrepareAsync();
        var first = Files();
        await PrepareAsync();

        var declared = SecretFile().Matches(Compose).Select(match => match.Groups["file"].Value).ToList();
        var database = new SqlConnectionStringBuilder(first["secrets/database"]);
        var migrator = new SqlConnectionStringBuilder(first["secrets/migrator_database"]);
        using var certificate = X509Certificate2.CreateFromPem(first["tls/fullchain.pem"], first["tls/privkey.pem"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Files(), Is.EqualTo(first), "nothing that exists is changed");
            Assert.That(declared, Is.SubsetOf(first.Keys));
            Assert.That((database.UserID, database.Password), Is.EqualTo(("coaching", first["secrets/application_password"])));
            Assert.That((migrator.UserID, migrator.Password), Is.EqualTo(("coaching_migrator", first["secrets/migrator_password"])));
            Assert.That(first.Where(file => file.Key.EndsWith("_password", StringComparison.Ordinal)).Select(file => file.Value), Is.Unique);
            Assert.That(certificate.HasPrivateKey && certificate.MatchesHostname("localhost"));
            if (!OperatingSystem.IsWindows())
                Assert.That((int)File.GetUnixFileMode(Folder.File("secrets")), Is.EqualTo(Convert.ToInt32("700", 8)));
        }
    }

    [Test]
    public void The_logins_are_made_in_TSQL_that_parses_and_sa_is_not_the_applications()
    {
        var script = Compose[(Compose.IndexOf("content: |", StringComparison.Ordinal) + "content: |".Length)..].Replace("$$(", "$(", StringComparison.Ordinal);

        using var text = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(text, out var errors);

        Assert.That(errors.Select(error => $"{error.Line}: {error.Message}"), Is.Empty);
        Assert.That(script, Does.Contain("CREATE LOGIN coaching ").And.Contain("CREATE LOGIN coaching_migrator "));
    }

    [Test]
    public void What_compose_mounts_and_sets_exists()
    {
        using var settings = Repository.ReadSettings();
        var mounted = MountedFile().Matches(Compose + SmallCompose).Select(match => match.Groups["file"].Value).ToList();
        var set = Setting().Matches(Compose + SmallCompose).Select(match => match.Groups["section"].Value).Except(["ConnectionStrings"]).ToList();

        Assert.That(mounted, Has.Count.GreaterThan(5));
        Assert.That(mounted.Where(file => !File.Exists(Path.Combine(Repository.Root, file))), Is.Empty);
        Assert.That(set, Has.Count.GreaterThan(4));
        Assert.That(set.Where(section => !settings.RootElement.TryGetProperty(section, out _)), Is.Empty);
    }

    private Task<(int ExitCode, string Output)> AskAsync(Uri address) =>
        ServerProcess.RunAsync(Folder, new Dictionary<string, string> { ["ASPNETCORE_URLS"] = address.ToString() }, "--ready");

    private Task<string> PrepareAsync() => ToolProcess.RunAsync(Folder.Path, "sh", [Folder.File("docker-prepare.sh")]);

    private Dictionary<string, string> Files() => new[] { "secrets", "tls" }
        .SelectMany(folder => Directory.GetFiles(Folder.File(folder)))
        .ToDictionary(file => Path.GetRelativePath(Folder.Path, file), File.ReadAllText);

    [GeneratedRegex(@"file: (?<file>secrets/\w+)")]
    private static partial Regex SecretFile();

    [GeneratedRegex(@"- \./(?<file>[\w./-]+\.(conf|template)):")]
    private static partial Regex MountedFile();

    [GeneratedRegex(@"^ +(?<section>[A-Z]\w*?)__\w+:", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
