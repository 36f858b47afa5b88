using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The program with options: it does what they say and ends.</summary>
[Category("WholeSystem")]
public sealed class CommandLineTests : FolderTests
{
    [TestCase("There is no option --sed.", "--sed")]
    [TestCase("There is no option migrate.", "migrate")]
    [TestCase("There is no option --verbose.", "--migrate", "--verbose")]
    [TestCase("--urls needs a value.", "--urls")]
    [TestCase("--Sse:KeepAlive needs a value.", "--Sse:KeepAlive", "--seed")]
    [TestCase("--size needs --seed.", "--size", "3")]
    [TestCase("--size needs a number from 1 to 10000, and \"10001\" is none.", "--seed", "--size", "10001")]
    [TestCase("--size needs a number from 1 to 10000, and \"0\" is none.", "--seed", "--size=0")]
    [TestCase("--size needs a number from 1 to 10000, and \"many\" is none.", "--seed", "--size", "many")]
    public async Task A_wrong_option_is_exit_code_2_and_starts_nothing(string line, params string[] arguments)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(Folder, null, arguments);

        Assert.That((exitCode, output.Trim()), Is.EqualTo((2, $"{line} --help shows what there is.")));
        Assert.That(File.Exists(Folder.File("coaching.db")), Is.False);
    }

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("--seed", "--help")]
    public async Task Help_shows_every_option_and_starts_nothing(params string[] arguments)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(Folder, null, arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Zero);
            foreach (var option in new[] { "--migrate",
                "--seed", "--help", "--urls", "--environment", "--Database:Provider", "--Mail:FrontendUrl" })
                Assert.That(output, Does.Contain(option));
            Assert.That(output.Split('\n'), Has.All.Length.LessThanOrEqualTo(100));
            Assert.That(File.Exists(Folder.File("coaching.db")), Is.False);
        }
    }

    [Test]
    [SqliteOnly("where its file is")]
    public async Task The_usual_switches_of_the_framework_work_beside_an_option()
    {
        var database = Folder.File("elsewhere.db");

        var (exitCode, output) = await ServerProcess.RunAsync(
            Folder, null, "--seed", "--environment", "Production", "--urls=http://127.0.0.1:0",
            "--ConnectionStrings:Database", $"Data Source={database}", "--Sse:QueueCapacity=5");

        Assert.That((exitCode, output), Is.EqualTo((0, output)));
        Assert.That((File.Exists(database), File.Exists(Folder.File("coaching.db"))), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Seeding_says_what_it_did()
    {
        var first = await ServerProcess.RunAsync(Folder, null, "--seed");
        var second = await ServerProcess.RunAsync(Folder, null, "--seed");

        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)));
        Assert.That(first.Output, Does.Contain("The demo people were added to the empty database."));
        Assert.That(second.Output, Does.Contain("The database holds people already, so no demo people were added."));
    }

    [Test]
    public async Task Seeding_a_large_platform_adds_people_who_can_work()
    {
        var seeded = await ServerProcess.RunAsync(Folder, null, "--seed", "--size", "11");
        await using var server = await ServerProcess.StartAsync(Folder);
        using var coach = await server.SignInAsync("coach2@crowd.test");
        using var coachee = await server.SignInAsync("coachee11@crowd.test");
        var relationship = (await coach.SendAsync(HttpMethod.Get, $"/users/{coach.Id}/coaching-relationships"))[0].GetProperty("id");
        var sessions = await coachee.SendAsync(
            HttpMethod.Get, $"/coaching_sessions?coaching_relationship_id={relationship}&from_date=2000-01-01&to_date=2100-01-01");
        var actions = await coach.SendAsync(HttpMethod.Get, $"/users/{coachee.Id}/actions");

        Assert.That(seeded.Output, Does.Contain("The demo people and 11 coaching relationships were added to the empty database."));
        Assert.That((sessions.GetArrayLength(), actions.GetArrayLength()), Is.EqualTo((50, 200)));
    }
}
