using System.Globalization;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>What somebody may ask of whoever runs the server: a copy of what is stored about them, and to be forgotten.</summary>
[Category("WholeSystem")]
public sealed class PersonalDataTests : FolderTests
{
    private const string Address = "coachee@demo.test";

    [Test]
    public async Task A_copy_has_everything_that_is_theirs_and_no_secret()
    {
        await ServerProcess.RunAsync(Folder, null, "--seed");

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, null, "--export-person", "Coachee@demo.test");

        Assert.That(exitCode, Is.Zero, output);
        using var data = JsonDocument.Parse(output);
        var hash = Cells("SELECT PasswordHash FROM Users WHERE Email = 'coachee@demo.test'").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.RootElement.GetProperty("account").GetProperty("email").GetString(), Is.EqualTo(Address));
            foreach (var list in new[] { "organizations", "coaching_relationships", "coaching_sessions", "goals", "actions", "agreements", "topics" })
                Assert.That(data.RootElement.GetProperty(list).GetArrayLength(), Is.Positive, list);
            Assert.That(output, Does.Contain(DemoData.ActionOfToday).And.Not.Contain("coachee2@demo.test"), "nobody else's");
            Assert.That(output, Does.Not.Contain(hash).And.Not.Contain("stamp"));
        }
    }

    [Test]
    public async Task Who_is_forgotten_is_signed_out_and_leaves_no_name_or_address_behind_and_the_others_keep_their_work()
    {
        await using var server = await ServerProcess.StartAsync(
            Folder, environment: new Dictionary<string, string> { ["Sse__KeepAlive"] = "00:00:01" });
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee = await server.SignInAsync(Address);
        await coachee.SendAsync(HttpMethod.Post, $"/users/{coachee.Id}/calendar");
        await coachee.SendAsync(HttpMethod.Put, $"/users/{coachee.Id}/mail-preferences", new { reminders = false });
        await coach.SendAsync(HttpMethod.Post, "/actions", new   // and so a message is written or waits
        {
            coaching_session_id = DemoData.TodaysSessionId,
            body = "written by the coach",
            status = "NotStarted",
            assignee_ids = new[] { coachee.Id },
        });
        foreach (var address in new[] { "Coachee@demo.test", "another-coachee@demo.test" })   // the second is not theirs
            DatabaseUnderTest.Execute(
                Folder, $$"""INSERT INTO QueuedMails (Job, Attempts, DueAt) VALUES ('{"kind":"password_reset","email":"{{address}}"}', 0, '2099-01-01')""");
        await using var stream = await coachee.OpenStreamAsync();

        var (exitCode, output) = await ServerProcess.RunAsync(Folder, null, "--erase-person", Address);

        Assert.That(exitCode, Is.Zero, output);
        await stream.SkipToAsync("force_logout");   // the change of the membership may come before it
        var actions = await coach.SendAsync(HttpMethod.Get, $"/actions?coaching_session_id={DemoData.TodaysSessionId}");
        var relationships = await coach.SendAsync(HttpMethod.Get, $"/organizations/{await OrganizationOfAsync(coach)}/coaching_relationships");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(actions.ToString(), Does.Contain("written by the coach").And.Contain(coachee.Id.ToString()));
            Assert.That(relationships.ToString(), Does.Contain("\"Former\"").And.Not.Contain("\"Eli\""));
            foreach (var table in Tables().Except(["Outbox"]))   // what was sent is kept for the window of the live channel
                Assert.That(
                    Cells($"SELECT * FROM {table}").Where(cell => !cell.Contains("another-coachee", StringComparison.Ordinal)),
                    Has.None.Contains(Address).IgnoreCase.And.None.Contains("Eli"), table);
            Assert.That(Cells("SELECT Job FROM QueuedMails"), Has.Some.Contains("another-coachee@demo.test"));
            foreach (var table in new[] { "UserRoles", "LoginSessions", "KnownDevices", "MailPreferences", "CalendarFeeds", "CoachingSessionViews" })
                Assert.That(Cells($"SELECT UserId FROM {table} WHERE LOWER(UserId) = '{coachee.Id}'"), Is.Empty, table);
            Assert.That(Cells($"SELECT Job FROM QueuedMails"), Has.None.Contains($"\"user_id\":\"{coachee.Id}\""));
        }
        var again = await ServerProcess.RunAsync(Folder, null, "--erase-person", Address);
        Assert.That((again.ExitCode, again.Output.Trim()), Is.EqualTo((1, $"There is no such account as {Address}.")));
    }

    [Test]
    public async Task Who_has_never_worked_with_anybody_is_deleted_and_the_last_administrator_stays()
    {
        await ServerProcess.RunAsync(Folder, null, "--seed");

        var invited = await ServerProcess.RunAsync(Folder, null, "--erase-person", "invited@demo.test");
        var administrator = await ServerProcess.RunAsync(Folder, null, "--erase-person", "admin@demo.test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(invited.Output, Does.StartWith("The account invited@demo.test and everything about it was deleted."));
            Assert.That((administrator.ExitCode, administrator.Output), Is.EqualTo((1, administrator.Output)));
            Assert.That(administrator.Output, Does.StartWith("Nobody else runs this organization."));
            Assert.That(Cells("SELECT Email FROM Users"), Has.Some.EqualTo("admin@demo.test").And.None.EqualTo("invited@demo.test"));
        }
    }

    private static async Task<string> OrganizationOfAsync(Person person) =>
        (await person.SendAsync(HttpMethod.Get, "/organizations")).EnumerateArray().First().GetProperty("id").ToString();

    private List<string> Tables() => Cells(DatabaseUnderTest.IsSqlServer
        ? "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA = 'dbo'"
        : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");

    private List<string> Cells(string sql)
    {
        using var connection = DatabaseUnderTest.Connect(Folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var cells = new List<string>();
        while (rows.Read())
        {
            for (var column = 0; column < rows.FieldCount; column++)
                cells.Add(Convert.ToString(rows.GetValue(column), CultureInfo.InvariantCulture)!);
        }
        return cells;
    }
}
