using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace CoachingPlatform.Tests.Features;

/// <summary>What lands in the inboxes and calendars of a coach and a coachee.</summary>
[Category("Features")]
public sealed class CoachingMailsTests
{
    private static readonly DateTime Start = new(2031, 2, 9, 15, 0, 0, DateTimeKind.Utc);

    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _relationship;

    [SetUp]
    public async Task StartAsync() => await StartAsync(gather: "00:00:00");

    [TearDown]
    public void Stop()
    {
        _coach.Dispose();
        _coachee.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task A_session_lives_in_both_calendars_from_its_first_day_to_its_last()
    {
        var id = (await CreateAsync("Kick-off")).GetProperty("id").GetGuid();
        var invited = await _server.MailToAsync("coachee@demo.test");
        var coachInvited = await _server.MailToAsync("coach@demo.test");
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start, duration_minutes = 60, title = "Another name" });
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(1), duration_minutes = 90 });
        var moved = await _server.MailToAsync("coachee@demo.test", 2);
        await _server.MailToAsync("coach@demo.test", 2);   // what still waits would become one with what follows
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{id}");
        var cancelled = await _server.MailToAsync("coachee@demo.test", 3);
        await _server.MailQueueIsEmptyAsync(seconds: 30);   // the coach has theirs too

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { invited, coachInvited, moved, cancelled }.Select(mail => mail.Subject), Is.EqualTo(new[]
            {
                "New coaching session: Sunday, February 9, 2031 at 4:00 PM", "New coaching session: Sunday, February 9, 2031 at 3:00 PM",
                "Coaching session moved: Monday, February 10, 2031 at 4:00 PM", "Coaching session cancelled: Monday, February 10, 2031 at 4:00 PM",
            }));
            Assert.That(Text(invited), Does.Contain(
                "Cleo Coach (coach) has a coaching session with you:\n\nDate: Sunday, February 9, 2031\nTime: 4:00 PM\nDuration: 1 hour\n"
                + "With: Cleo Coach (coach)\nTitle: Kick-off\nOrganization: Demo Harbour\n\n"));
            Assert.That(Text(coachInvited), Does.Contain("With: Eli Coachee (coachee)\n"));
            Assert.That(Text(moved), Does.Contain("Duration: 1 hour 30 minutes\nBefore: Sunday, February 9, 2031 at 4:00 PM, 1 hour\n"));
            var entries = new[] { invited, moved, cancelled }.Select(mail => (Calendar: CalendarIn(mail), Event: CalendarIn(mail).Events.Single()))
                .ToList();
            Assert.That(entries.Select(entry => entry.Event.Uid), Is.All.EqualTo($"{id}@coaching-platform"));
            Assert.That(entries.Select(entry => entry.Event.Sequence), Is.EqualTo(new[] { 0, 2, 3 }), "the name alone is not told, but counts");
            Assert.That(entries.Select(entry => entry.Calendar.Method), Is.EqualTo(new[] { "REQUEST", "REQUEST", "CANCEL" }));
            Assert.That(entries.Select(entry => entry.Event.Start!.AsUtc), Is.EqualTo(new[] { Start, Start.AddDays(1), Start.AddDays(1) }));
            Assert.That(entries[0].Event.Attendees.Select(attendee => attendee.Value!.ToString()), Is.EqualTo(
                new[] { "mailto:coach@demo.test", "mailto:coachee@demo.test" }));
            Assert.That(entries[0].Event.Description, Does.StartWith("Kick-off\n\nhttp"));
            Assert.That(_server.Mails().Count(), Is.EqualTo(6));
        }
    }

    [Test]
    public async Task A_series_is_one_entry_and_a_session_that_moves_is_an_exception_of_it()
    {
        var planned = await PlanAsync(Start, count: 3);
        var id = planned.GetProperty("series").GetProperty("id").GetGuid();
        var second = planned.GetProperty("sessions")[1].GetProperty("id").GetGuid();
        var invited = await _server.MailToAsync("coachee@demo.test");
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{second}", new { date = Start.AddDays(8), duration_minutes = 60 });
        var exception = await _server.MailToAsync("coachee@demo.test", 2);
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_session_series/{id}", new
        {
            start_at = Start.AddDays(2),
            duration_minutes = 60,
            recurrence = new { frequency = "daily", interval = 2, count = 2 },
        });
        var moved = await _server.MailToAsync("coachee@demo.test", 3);
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_session_series/{id}");
        var cancelled = await _server.MailToAsync("coachee@demo.test", 4);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { invited, exception, moved, cancelled }.Select(mail => mail.Subject), Is.EqualTo(new[]
            {
                "New coaching sessions: Weekly", "Coaching session moved: Monday, February 17, 2031 at 4:00 PM",
                "Coaching sessions changed: Every 2 days", "Coaching sessions cancelled",
            }));
            var entries = new[] { invited, exception, moved, cancelled }.Select(mail => CalendarIn(mail).Events.Single()).ToList();
            Assert.That(entries.Select(entry => entry.Uid), Is.All.EqualTo($"{id}@coaching-platform"));
            Assert.That(Starts(entries[0]), Is.EqualTo(new[] { Start, Start.AddDays(7), Start.AddDays(14) }));
            Assert.That(
                (entries[1].RecurrenceIdentifier!.StartTime.AsUtc, entries[1].Start!.AsUtc), Is.EqualTo((Start.AddDays(7), Start.AddDays(8))));
            Assert.That(Starts(entries[2]), Is.EqualTo(new[] { Start.AddDays(2), Start.AddDays(4) }));
            Assert.That((entries[0].Sequence, entries[2].Sequence, entries[3].Sequence), Is.EqualTo((0, 1, 2)));
            Assert.That(CalendarIn(cancelled).Method, Is.EqualTo("CANCEL"));
            Assert.That(Text(moved), Does.Contain(
                "Repeats: Every 2 days\nSessions: 2\nFirst: Tuesday, February 11, 2031 at 4:00 PM\nLast: Thursday, February 13, 2031\n"
                + "Duration: 1 hour\nFirst before: Sunday, February 9, 2031 at 4:00 PM\nRepeated before: Weekly\n"));
        }
    }

    [Test]
    public async Task Several_changes_within_a_moment_are_one_message()
    {
        Stop();
        await StartAsync(gather: "00:00:05");

        var id = (await CreateAsync("Once")).GetProperty("id").GetGuid();
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(1), duration_minutes = 30 });
        var unknown = (await CreateAsync("Never")).GetProperty("id").GetGuid();
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{unknown}");
        var invited = await _server.MailToAsync("coachee@demo.test");
        await _server.MailQueueIsEmptyAsync(seconds: 30);
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(2), duration_minutes = 30 });
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(3), duration_minutes = 30 });
        await _server.MailQueueIsEmptyAsync(seconds: 30);
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start, duration_minutes = 30 });
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(3), duration_minutes = 30 });
        await _server.MailQueueIsEmptyAsync(seconds: 30);

        var mails = _server.Mails().Where(mail => mail.To.Mailboxes.Single().Address == "coachee@demo.test").ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(invited.Subject, Is.EqualTo("New coaching session: Monday, February 10, 2031 at 4:00 PM"));
            Assert.That(mails.Select(mail => mail.Subject).Skip(1), Is.EqualTo(
                new[] { "Coaching session moved: Wednesday, February 12, 2031 at 4:00 PM" }), "and nothing of what was moved back");
            Assert.That(Text(mails[1]), Does.Contain("Before: Monday, February 10, 2031 at 4:00 PM\n"));
        }
    }

    [Test]
    public async Task Who_gets_an_action_is_told_once_and_of_nobody_elses()
    {
        var action = await _coach.SendAsync(HttpMethod.Post, "/actions", new
        {
            coaching_session_id = DemoData.TodaysSessionId,
            body = "Share the <checklist>",
            status = "NotStarted",
            due_by = Start,
            assignee_ids = new[] { _coachee.Id },
        });
        var told = await _server.MailToAsync("coachee@demo.test");
        await _coachee.SendAsync(HttpMethod.Put, $"/actions/{action.GetProperty("id")}", new
        {
            coaching_session_id = DemoData.TodaysSessionId,
            body = "Share it",
            status = "InProgress",
            assignee_ids = new[] { _coachee.Id, _coach.Id },
        });
        var added = await _server.MailToAsync("coach@demo.test");
        await _server.MailQueueIsEmptyAsync(seconds: 30);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(told.Subject, Is.EqualTo("New action: Share the <checklist>"));
            Assert.That(Text(told), Does.Contain(
                "Cleo Coach has an action for you:\n\nAction: Share the <checklist>\nDue: Sunday, February 9, 2031\nOrganization: Demo Harbour\n"));
            Assert.That(told.HtmlBody, Does.Contain("Share the &lt;checklist&gt;"));
            Assert.That(Text(added), Does.Contain("Eli Coachee has an action for you:").And.Contain("Due: No due date set"));
            Assert.That(_server.Mails().Count(), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task Who_was_told_where_a_session_has_moved_has_had_notice_from_then_on()
    {
        var id = (await CreateAsync("Moves")).GetProperty("id").GetGuid();
        await _server.MailToAsync("coachee@demo.test");
        await _server.InDatabaseAsync(db => db.CoachingSessions.Where(s => s.Id == id).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.NoticeGivenAt, DateTime.UnixEpoch)));

        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{id}", new { date = Start.AddDays(1), duration_minutes = 60 });

        await Eventually.TrueAsync(
            () => _server.InDatabaseAsync(db => db.CoachingSessions.AnyAsync(s => s.Id == id && s.NoticeGivenAt > DateTime.UnixEpoch)), "notice");
    }

    [Test]
    public async Task Who_wants_no_invitations_gets_none_and_the_other_one_does()
    {
        await _coachee.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}/mail-preferences", new { invitations = false });

        await CreateAsync("Quietly");
        await _server.MailQueueIsEmptyAsync(seconds: 30);

        Assert.That(_server.Mails().Select(mail => mail.To.Mailboxes.Single().Address), Is.EqualTo(new[] { "coach@demo.test" }));
    }

    [Test]
    public async Task What_is_over_is_nobodys_news()
    {
        var yesterday = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        var session = await CreateAsync("Written up later", yesterday);
        var path = $"/coaching_sessions/{session.GetProperty("id")}";
        await _coach.SendAsync(HttpMethod.Put, path, new { date = yesterday.AddHours(-1), duration_minutes = 45 });
        await _coach.SendAsync(HttpMethod.Delete, path);

        await _server.MailQueueIsEmptyAsync(seconds: 30);
        Assert.That(_server.Mails(), Is.Empty);
    }

    [Test]
    public async Task Who_has_left_the_organization_is_told_nothing()
    {
        Stop();
        await StartAsync(gather: "00:00:05");
        using var admin = await _server.SignInAsync("admin@demo.test");
        var organization = (await admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();

        await CreateAsync("Without them");
        await admin.SendAsync(HttpMethod.Delete, $"/organizations/{organization}/users/{_coachee.Id}");
        await _server.MailQueueIsEmptyAsync(seconds: 30);

        Assert.That(_server.Mails().Select(mail => mail.To.Mailboxes.Single().Address), Is.EqualTo(new[] { "coach@demo.test" }));
    }

    private async Task StartAsync(string gather)
    {
        _server = PlatformServer.Start(new Dictionary<string, string> { ["Mail:Gather"] = gather });
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        await _coachee.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}", new { timezone = "Europe/Oslo" });
        await _coach.SendAsync(HttpMethod.Put, $"/users/{_coach.Id}", new { timezone = "UTC" });
        _relationship = await _coach.TodaysRelationshipAsync();
    }

    private Task<System.Text.Json.JsonElement> CreateAsync(string title, DateTime? start = null) =>
        _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new
        {
            coaching_relationship_id = _relationship,
            date = start ?? Start,
            duration_minutes = 60,
            title,
        });

    private Task<System.Text.Json.JsonElement> PlanAsync(DateTime start, int count) =>
        _coach.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _relationship,
            start_at = start,
            duration_minutes = 60,
            recurrence = new { frequency = "weekly", interval = 1, count },
        });

    private static string Text(MimeMessage mail) => mail.TextBody!.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static Calendar CalendarIn(MimeMessage mail)
    {
        var file = mail.Attachments.OfType<MimePart>().Single(part => part.FileName == "invite.ics");
        using var content = new MemoryStream();
        file.Content!.DecodeTo(content);
        Assert.That(file.ContentType!.ToString(), Does.Match("text/calendar; method=\"(REQUEST|CANCEL)\"; charset=\"UTF-8\""));
        return Ical.Net.Calendar.Load(System.Text.Encoding.UTF8.GetString(content.ToArray()))!;
    }

    private static IEnumerable<DateTime> Starts(CalendarEvent series) => series.GetOccurrences().Take(20).Select(o => o.Period.StartTime.AsUtc);
}
