using System.Text.RegularExpressions;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// Every command in the documents is extracted and tried, in their order, against one server. What needs a container engine, or is the run that runs
/// this, is held to the names it uses. Without COACHING_LONG_TESTS=1 what takes minutes is shortened.
/// </summary>
[Category("WholeSystem")]
[SqliteOnly("the backup is one")]
public sealed partial class DocumentCommandsTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("COACHING_LONG_TESTS") == "1";
    private static readonly string Server = typeof(global::Program).Assembly.Location;
    private static readonly string Client = typeof(CoachingPlatform.Tools.SseTestClient.Scenarios).Assembly.Location;

    private static readonly string[] Documents =
    [
        "README.md", "CONTRIBUTING.md", "Tools.SseTestClient/README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// They are what builds and runs the tests, here and in <c>.ci/run</c>, what starts the server that the others ask, and what SseTestClientTests
    /// runs with few streams.
    /// </summary>
    private static readonly string[] RunElsewhere =
    [
        "dotnet build", "dotnet test", "dotnet format", "dotnet tool restore", ".ci/run", "sleep 5", "dotnet run --project Web",
        "dotnet run -c Release --project Tools.SseTestClient -- benchmark",
    ];

    private readonly TempFolder _folder = new();
    private readonly TempFolder _empty = new();
    private ServerProcess _server = null!;

    private static readonly List<string> All =
        [.. Documents.SelectMany(document => CommandsIn(File.ReadAllText(Path.Combine(Repository.Root, document)))).Distinct()];

    private static IEnumerable<TestCaseData> Commands() =>
        All.Except(RunElsewhere).Select(command => new TestCaseData(command).SetArgDisplayNames(command));

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServerProcess.StartAsync(_folder);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
        _empty.Dispose();
    }

    [TestCaseSource(nameof(Commands))]
    public async Task A_command_of_the_documents_does_what_it_is_there_for(string command)
    {
        if (command.StartsWith("SQLSERVER=", StringComparison.Ordinal))
            Assert.That(command, Does.EndWith(" dotnet test"));
        else if (command.StartsWith("docker ", StringComparison.Ordinal))
            AssertNamesOfCompose(command);
        else if (TestFilter().Match(command) is { Success: true } test)
            await RunAsync($"dotnet {typeof(DocumentCommandsTests).Assembly.Location} --list-tests --filter {test.Groups["filter"].Value} | grep -q '^  '", _folder);
        else if (Migration().Match(command) is { Success: true } migration)
            AssertMigrations(migration.Groups["context"].Value, migration.Groups["folder"].Value);
        else if (command.StartsWith("curl -N ", StringComparison.Ordinal))
            Assert.That(await RunAsync($"{Here(command)} --max-time 2", _folder, exitCode: 28), Does.Contain("retry: "));
        else if (command.StartsWith("curl ", StringComparison.Ordinal))
            await RunAsync($"{Here(command)} --fail-with-body --silent --show-error", _folder);
        else
            await RunAsync(Here(command), command.Contains(" --seed ", StringComparison.Ordinal) ? _empty : _folder);
    }

    /// <summary>A block of commands that this does not know would not be tried.</summary>
    [Test]
    public void Commands_are_found()
    {
        Assert.That(All, Has.Count.GreaterThan(30));
        Assert.That(RunElsewhere, Is.SubsetOf(All));
    }

    /// <summary>The indented lines that begin with a program, with those that continue them; without comments.</summary>
    private static IEnumerable<string> CommandsIn(string document) => Command().Matches(Fenced().Replace(document, ""))
        .Select(match => Comment().Replace(Continued().Replace(match.Groups["command"].Value, " "), "").TrimEnd());

    /// <summary>The command as somebody gives it on this machine: the program that was built, this server's address, a folder that exists.</summary>
    private string Here(string command)
    {
        var here = command
            .Replace("dotnet run --project Web --", $"dotnet {Server}", StringComparison.Ordinal)
            .Replace("dotnet CoachingPlatform.Web.dll", $"dotnet {Server}", StringComparison.Ordinal)
            .Replace("dotnet run --project Tools.SseTestClient --", $"dotnet {Client}", StringComparison.Ordinal)
            .Replace("dotnet run -c Release --project Tools.SseTestClient --", $"dotnet {Client}", StringComparison.Ordinal)
            .Replace("http://localhost:4000", _server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("./Web/", $"{Repository.Root}/Web/", StringComparison.Ordinal)
            .Replace("/backups/", $"{_folder.Path}/", StringComparison.Ordinal);
        return IsLong ? here : here
            .Replace("--scenario all", "--scenario action-create", StringComparison.Ordinal)
            .Replace("--streams 1000 --rate 20 --seconds 30", "--streams 20 --rate 20 --seconds 2", StringComparison.Ordinal)
            .Replace("coachee{n}@crowd.test:coach-the-team-well' --users 50", "coachee@demo.test:coach-the-team-well'", StringComparison.Ordinal)
            .Replace("--size 50", "--size 1", StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(string command, TempFolder folder, int exitCode = 0) => ToolProcess.RunAsync(
        folder.Path, "bash", ["-c", command], exitCode, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = ServerProcess.FreeAddress().ToString(),
            ["ConnectionStrings__Database"] = DatabaseUnderTest.ConnectionStringOf(folder),
        });

    private static void AssertNamesOfCompose(string command)
    {
        var file = command.Contains("docker-compose.small.yml", StringComparison.Ordinal) ? "docker-compose.small.yml" : "docker-compose.yml";
        var services = Service().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Groups["name"].Value).ToList();
        var named = NamedService().Match(command);

        Assert.That(services, Is.Not.Empty);
        if (named.Success)
            Assert.That(services, Does.Contain(named.Groups["name"].Value));
    }

    private static void AssertMigrations(string context, string folder)
    {
        Assert.That(typeof(AppDb).Assembly.GetTypes().Select(type => type.Name), Does.Contain(context));
        Assert.That(Directory.GetFiles(Path.Combine(Repository.Root, "Infrastructure", folder), $"{context}ModelSnapshot.cs"), Has.Length.EqualTo(1));
    }

    [GeneratedRegex(@"^ {4}(?<command>(dotnet |curl |docker |npm |sleep |SQLSERVER=|\.ci/run|\./docker)([^\n\\]|\\\n?)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(" {2,}# .*$")]
    private static partial Regex Comment();

    [GeneratedRegex("^dotnet test( -c Release)? --filter (?<filter>\"[^\"]+\")$")]
    private static partial Regex TestFilter();

    [GeneratedRegex("^dotnet ef migrations add NAME --project Infrastructure --context (?<context>[A-Za-z]+) --output-dir (?<folder>[A-Za-z/]+)$")]
    private static partial Regex Migration();

    [GeneratedRegex("^  (?<name>[a-z][a-z0-9-]*):$", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(" (up|run)( --[a-z-]+)* (?<name>[a-z][a-z0-9-]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedService();
}
