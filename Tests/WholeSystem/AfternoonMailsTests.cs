using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace CoachingPlatform.Tests.WholeSystem;

/// <summary>
/// The messages of a real afternoon at a real mail server, printed as their reader sees them. With <c>COACHING_MAIL_FOLDER</c> set, their
/// HTML is left there, for pictures.
/// </summary>
[Category("WholeSystem")]
public sealed class AfternoonMailsTests
{
    private static readonly string[] Expected =
    [
        "New coaching session: ", "Coaching session moved: ", "Coaching session cancelled: ", "New coaching sessions: Weekly on Monday and Wednesday",
        "Coaching sessions changed: Every 2 weeks", "Coaching sessions cancelled", "New action: Write down", "Reminder: coaching session ",
    ];

    [Test]
    public async Task They_arrive_at_a_real_mail_server()
    {
        var port = ServerProcess.FreeAddress().Port;
        await using var smtp = await SmtpServer.StartAsync(port);
        using var server = PlatformServer.Start(new Dictionary<string, string>
        {
            ["Mail:Smtp:Host"] = "127.0.0.1",
            ["Mail:Smtp:Port"] = $"{port}",
            ["Mail:Smtp:Security"] = "None",
            ["Mail:Gather"] = "00:00:00",
            ["Mail:FrontendUrl"] = "https://coaching.example.org",
            ["Meetings:UrlTemplate"] = "https://meet.example.org/{random}",
            ["Reminders:Interval"] = "00:00:01",
        });
        using var coach = await server.SignInAsync("coach@demo.test");
        using var coachee = await server.SignInAsync("coachee@demo.test");
        var relationship = await coach.TodaysRelationshipAsync();
        var monday = new DateTime(2031, 2, 10, 15, 0, 0, DateTimeKind.Utc);

        var session = await coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new
        {
            coaching_relationship_id = relationship,
            date = monday.AddDays(1),
            duration_minutes = 60,
            title = "Kick-off",
        });
        await ArrivesAsync(0);
        var path = $"/coaching_sessions/{session.GetProperty("id")}";
        await coach.SendAsync(HttpMethod.Put, path, new { date = monday.AddDays(2), duration_minutes = 90 });
        await ArrivesAsync(1);
        await coach.SendAsync(HttpMethod.Patch, $"{path}/title", new { title = "Where we start" });
        await coach.SendAsync(HttpMethod.Delete, path);
        await ArrivesAsync(2);
        var planned = await coach.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = relationship,
            start_at = monday,
            duration_minutes = 45,
            recurrence = new { frequency = "weekly", interval = 1, by_weekdays = new[] { "Mon", "Wed" }, count = 8 },
        });
        await ArrivesAsync(3);
        var series = $"/coaching_session_series/{planned.GetProperty("series").GetProperty("id")}";
        await coach.SendAsync(HttpMethod.Put, series, new
        {
            start_at = monday,
            duration_minutes = 45,
            recurrence = new { frequency = "weekly", interval = 2, count = 4 },
        });
        await ArrivesAsync(4);
        await coach.SendAsync(HttpMethod.Delete, series);
        await ArrivesAsync(5);
        await coach.SendAsync(HttpMethod.Post, "/actions", new
        {
            coaching_session_id = DemoData.TodaysSessionId,
            body = "Write down what went well",
            status = "NotStarted",
            due_by = monday,
            assignee_ids = new[] { coachee.Id },
        });
        await ArrivesAsync(6);
        var soon = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(20);
        await coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = relationship, date = soon, duration_minutes = 60 });
        await server.InDatabaseAsync(db => db.CoachingSessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.NoticeGivenAt, DateTime.UnixEpoch)));
        await ArrivesAsync(7);

        async Task ArrivesAsync(int i)
        {
            var message = await smtp.MessageAsync("coachee@demo.test", Expected[i]);
            TestContext.Out.WriteLine($"{message.From} to {message.To}: {message.Subject}\n\n{message.TextBody}\n----");
            if (Environment.GetEnvironmentVariable("COACHING_MAIL_FOLDER") is { Length: > 0 } folder)
                await File.WriteAllTextAsync(Path.Combine(folder, $"{i}.html"), message.HtmlBody);
            Assert.That(message.BodyParts.OfType<MimePart>().Count(part => part.FileName == "invite.ics"), Is.EqualTo(i < 6 ? 1 : 0));
            Assert.That(message.TextBody, Does.Contain("https://coaching.example.org/"));
        }
    }
}
