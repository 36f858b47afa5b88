using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What an operator asks before a start, copies every night, and reads with a program.</summary>
[Category("WholeSystem")]
public sealed class CheckAndBackupTests : FolderTests
{
    [Test]
    [SqliteOnly("there is no file yet")]
    public async Task A_check_of_a_good_server_says_so_and_changes_nothing()
    {
        var before = await ServerProcess.RunAsync(Folder, null, "--check");
        var files = Directory.GetFiles(Folder.Path);
        await ServerProcess.RunAsync(Folder, null, "--migrate");
        var after = await ServerProcess.RunAsync(Folder, null, "--check");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.ExitCode, after.ExitCode), Is.EqualTo((0, 0)), before.Output + after.Output);
            Assert.That(files, Is.Empty, "no database, no lock");
            Assert.That(before.Output, Does.Contain("there is none yet").And.Contain("is free").And.Contain("runs as one instance"));
            Assert.That(after.Output, Does.Contain("schema up to date").And.Contain("messages become files").And.Not.Contain("WRONG"));
        }
    }

    [Test]
    [SqliteOnly("what is not its file")]
    public async Task A_check_names_each_thing_that_is_wrong_and_no_secret()
    {
        await using var other = await ServerProcess.StartAsync(Folder);
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = other.Address.ToString(),
            ["ConnectionStrings__Database"] = $"Data Source={WriteNoDatabase()}",
            ["Redis__ConnectionString"] = $"{ServerProcess.FreeAddress().Authority},password=secret-word",
            ["Mail__Smtp__Host"] = "127.0.0.1",
            ["Mail__Smtp__Port"] = ServerProcess.FreeAddress().Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail__Smtp__Password"] = "secret-word",
        };

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, environment, "--check");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.EqualTo(1));
            foreach (var what in new[] { "address", "database", "redis", "mail" })
                Assert.That(output, Does.Match($"WRONG  {what} "), output);
            Assert.That(output, Does.Contain("good   settings").And.Contain("4 of 5 checks found something wrong."));
            Assert.That(output, Does.Not.Contain("secret-word"));
            Assert.That(output, Does.Not.Contain("   at "), "no stack trace");
        }
    }

    [Test]
    [SqliteOnly("a file without a table")]
    public async Task A_check_finds_a_schema_that_is_older()
    {
        await File.WriteAllBytesAsync(Folder.File("coaching.db"), []);   // a database without a table

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, null, "--check");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match("WRONG  database .*the schema lacks [0-9]+ migrations; --migrate applies them"));
    }

    [Test]
    [SqliteOnly("--backup copies its file")]
    public async Task A_backup_that_is_made_under_traffic_is_whole_and_is_restored_with_a_new_epoch()
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        using var coach = await server.SignInAsync("coach@demo.test");
        await using var stream = await coach.OpenStreamAsync();
        await coach.CreateActionAsync(DemoData.TodaysSessionId, "before the backup");
        var before = await stream.NextAsync();
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await coach.CreateActionAsync(DemoData.TodaysSessionId, "meanwhile");
        });

        var copy = Folder.File("copy.db");
        var backup = await ServerProcess.RunAsync(Folder, null, "--backup", copy);
        var again = await ServerProcess.RunAsync(Folder, null, "--backup", copy);
        await stop.CancelAsync();
        await traffic;
        Assert.That(backup.ExitCode, Is.Zero, backup.Output);
        Assert.That(again.ExitCode, Is.EqualTo(1));
        Assert.That(again.Output, Does.Contain("exists already"));

        using var elsewhere = new TempFolder();
        File.Move(copy, elsewhere.File("coaching.db"));
        Assert.That((await ServerProcess.RunAsync(elsewhere, null, "--restored")).ExitCode, Is.Zero);
        await using var restored = await ServerProcess.StartAsync(elsewhere);
        using var coachAgain = await restored.SignInAsync("coach@demo.test");
        var actions = await coachAgain.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={DemoData.TodaysSessionId}");
        await using var resumed = await coachAgain.OpenStreamAsync(before.LastEventId);

        Assert.That(actions.ToString(), Does.Contain("before the backup"));
        await resumed.NextAsync("stream_reset");
    }

    [Test]
    public async Task One_setting_makes_every_line_of_the_log_JSON_with_the_id_of_its_request()
    {
        var server = await ServerProcess.StartAsync(Folder, environment: new Dictionary<string, string>
        {
            ["Logging__Console__FormatterName"] = "json",
            ["Logging__Console__FormatterOptions__IncludeScopes"] = "true",
        });
        using var coach = await server.SignInAsync("coach@demo.test");
        var stream = await coach.OpenStreamAsync();
        await stream.DisposeAsync();
        await Eventually.TrueAsync(
            () => server.OutputSoFar.Contains("\"EventId\":400,", StringComparison.Ordinal), "the end of the stream is logged");
        server.Terminate();
        await server.WaitForExitAsync(TimeSpan.FromSeconds(10));

        var lines = (await server.OutputAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await server.DisposeAsync();

        Assert.That(lines, Has.Length.GreaterThan(2));
        foreach (var line in lines)
            Assert.That(() => JsonDocument.Parse(line), Throws.Nothing, line);
        Assert.That(lines, Has.Some.Contains("\"EventId\":400,").And.Contains("request_id"));
    }

    private string WriteNoDatabase()
    {
        var file = Folder.File("no-database.db");
        File.WriteAllText(file, "This is a text, and no database at all.");
        return file;
    }
}
