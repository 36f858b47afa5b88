using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>The server comes up, also beside another one and after an accident.</summary>
[Category("WholeSystem")]
public sealed class StartTests : FolderTests
{
    /// <summary>Said explicitly, so that the folder stays empty until the server starts.</summary>
    private static readonly Dictionary<string, string> FirstStart = new() { ["Seed__DemoData"] = "true" };

    [Test]
    public async Task The_first_start_says_where_to_go_and_who_can_sign_in()
    {
        await using var server = await ServerProcess.StartAsync(Folder, environment: FirstStart);
        using var coach = await server.SignInAsync("coach@demo.test");

        server.Terminate();
        await server.WaitForExitAsync(TimeSpan.FromSeconds(15));

        var output = await server.OutputAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Does.Contain($"{server.Address.ToString().TrimEnd('/')}/swagger"));
            foreach (var (email, _) in DemoData.People)
                Assert.That(output, Does.Contain(email));
            Assert.That(output, Does.Contain(DemoData.Password));
            Assert.That(output, Does.Not.Contain(coach.Cookie));
        }
    }

    [Test]
    public async Task The_last_lines_of_a_start_say_so_and_the_licence_of_AutoMapper_is_mentioned_once_before()
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        using var coach = await server.SignInAsync("coach@demo.test");   // maps, which makes AutoMapper look for its licence

        await Eventually.TrueAsync(
            () => server.OutputSoFar.Contains(DemoData.People[^1].Part, StringComparison.Ordinal), "it says who can sign in");

        Assert.That(server.OutputSoFar.TrimEnd(), Does.EndWith(DemoData.People[^1].Part));
        Assert.That(
            server.OutputSoFar.Split('\n').Where(line => line.Contains("AutoMapper", StringComparison.Ordinal)), Has.Exactly(1).Items);
    }

    [TestCase("http://localhost:3000", true)]
    [TestCase("https://app.example.org", false)]
    public async Task In_production_a_start_warns_when_links_lead_nowhere_and_says_how_the_first_person_gets_in(string frontend, bool warns)
    {
        await using var server = await ServerProcess.StartAsync(Folder, environment: new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Mail__FrontendUrl"] = frontend,
        });

        await Eventually.TrueAsync(() => server.OutputSoFar.Contains("--create-admin EMAIL", StringComparison.Ordinal), "it says how");

        Assert.That(server.OutputSoFar.Contains("Mail:FrontendUrl is not set", StringComparison.Ordinal), Is.EqualTo(warns));
    }

    [Test]
    public async Task Outside_development_there_are_no_demo_people_until_they_are_asked_for()
    {
        var production = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
        await using var server = await ServerProcess.StartAsync(Folder, environment: production);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = "coach@demo.test", ["password"] = DemoData.Password });
        using var before = await http.PostAsync("/login", form);

        await ServerProcess.RunAsync(Folder, production, "--seed");
        using var after = await http.PostAsync("/login", form);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.StatusCode, after.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
            Assert.That(after.Headers.GetValues("Set-Cookie"), Has.Exactly(2).Contains("; Secure"), "the session and the device");
        }
    }

    [Test]
    public async Task Two_that_start_at_once_on_an_empty_database_both_come_up_with_one_set_of_demo_people()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.StartAsync(Folder, environment: FirstStart)));

        foreach (var server in servers)
        {
            using var coach = await server.SignInAsync("coach@demo.test");
            await server.DisposeAsync();
        }
        Assert.That(InDatabase("SELECT COUNT(*) FROM Organizations"), Is.EqualTo(3));
    }

    [Test]
    [SqliteOnly("its lock for migrations")]
    public async Task One_that_was_killed_while_it_migrated_does_not_keep_the_next_from_starting()
    {
        InDatabase("""
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """);

        await using var server = await ServerProcess.StartAsync(Folder);

        using var coach = await server.SignInAsync("coach@demo.test");
    }

    private object? InDatabase(string sql) => DatabaseUnderTest.Execute(Folder, sql);
}
