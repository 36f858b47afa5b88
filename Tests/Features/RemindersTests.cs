using System.Net;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Reminders;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace CoachingPlatform.Tests.Features;

/// <summary>Who is reminded, once; and how people are left alone.</summary>
[Category("Features")]
public sealed class RemindersTests
{
    private static readonly Dictionary<string, string> Often = new() { ["Reminders:Interval"] = "00:00:01", ["Mail:Gather"] = "01:00:00" };

    private TempFolder _folder = null!;
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _relationship;

    [SetUp]
    public async Task Start()
    {
        _folder = new TempFolder();
        _server = PlatformServer.Start(Often, _folder);
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        _relationship = await _coach.TodaysRelationshipAsync();
    }

    [TearDown]
    public void Stop()
    {
        _coachee.Dispose();
        _coach.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_coachee_is_reminded_once_and_again_when_the_session_has_moved()
    {
        var soon = await CreateAsync(hours: 23);
        await CreateAsync(hours: 25);
        await SweepsAsync(2);
        var beforeNotice = Reminders().Count;
        await ToldAsync(soon, daysAgo: 2);
        await Eventually.TrueAsync(() => Reminders().Count == 1, "a reminder");
        await SweepsAsync(2);
        var once = Reminders().Count;
        await _coach.SendAsync(HttpMethod.Put, $"/coaching_sessions/{soon}", new { date = In(hours: 20), duration_minutes = 60 });
        await Eventually.TrueAsync(() => Reminders().Count == 2, "another one for the new start");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(beforeNotice, Is.Zero, "told of it on shorter notice than the reminder would be");
            Assert.That(once, Is.EqualTo(1));
            Assert.That(Reminders().Select(mail => mail.To.Mailboxes.Single().Address), Is.All.EqualTo("coachee@demo.test"));
            Assert.That(Reminders()[0].TextBody, Does.Contain("Your coaching session with Cleo Coach is coming up:"));
        }
    }

    [Test]
    public async Task Two_servers_remind_once()
    {
        using var other = PlatformServer.Start(Often, _folder);
        var sessions = new List<Guid>();
        for (var i = 0; i < 5; i++)
            sessions.Add(await CreateAsync(hours: 5 + i));
        await _server.InDatabaseAsync(db => db.CoachingSessions.Where(s => sessions.Contains(s.Id)).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.NoticeGivenAt, DateTime.UnixEpoch)));

        await Eventually.TrueAsync(() => Reminders().Count >= 5, "five reminders");
        await SweepsAsync(3);

        Assert.That(Reminders().Select(mail => mail.Subject), Is.Unique);
        Assert.That(Reminders(), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Who_has_left_is_not_reminded_and_may_be_when_they_are_back()
    {
        using var admin = await _server.SignInAsync("admin@demo.test");
        var organization = (await admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
        var soon = await CreateAsync(hours: 23);
        await _server.InDatabaseAsync(async db =>   // claimed, and then they were removed
        {
            var start = await db.CoachingSessions.Where(s => s.Id == soon).Select(s => s.Date).SingleAsync();
            db.SessionReminders.Add(SessionReminder.Create(soon, _coachee.Id, start));
            return await db.SaveChangesAsync();
        });
        await admin.SendAsync(HttpMethod.Delete, $"/organizations/{organization}/users/{_coachee.Id}/role");
        await _server.InDatabaseAsync(async db =>
        {
            var start = await db.CoachingSessions.Where(s => s.Id == soon).Select(s => s.Date).SingleAsync();
            new CoachingPlatform.Infrastructure.Mail.MailQueue(
                db, Microsoft.Extensions.Options.Options.Create(new CoachingPlatform.Infrastructure.Mail.MailOptions()), TimeProvider.System)
                .Add(new CoachingPlatform.Application.Mail.SessionReminderMail(_coachee.Id, soon, start));
            return await db.SaveChangesAsync();
        });

        await Eventually.TrueAsync(
            () => _server.InDatabaseAsync(async db => !await db.SessionReminders.AnyAsync(r => r.CoachingSessionId == soon)), "the claim is released");
        Assert.That(Reminders(), Is.Empty);
    }

    [Test]
    public async Task A_kind_of_message_is_switched_off_with_one_click_and_on_again()
    {
        await AssignAsync("first");
        var told = await _server.MailToAsync("coachee@demo.test");
        var link = new Uri(told.Headers["List-Unsubscribe"]!.Trim('<', '>'));
        using var mailProgram = _server.Anonymous();
        using var page = await mailProgram.GetAsync(link.AbsolutePath);
        var afterLooking = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/mail-preferences");
        using var clicked = await mailProgram.PostAsync(
            link.AbsolutePath, new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" }));
        using var again = await mailProgram.PostAsync(link.AbsolutePath, null);
        using var forged = await mailProgram.PostAsync(link.AbsolutePath[..^4] + "AAAA", null);
        using var nonsense = await mailProgram.PostAsync("/unsubscribe/nonsense", null);
        var off = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/mail-preferences");
        await AssignAsync("second");
        await _server.InDatabaseAsync(db => db.QueuedMails.CountAsync());
        await Eventually.TrueAsync(
            () => _server.InDatabaseAsync(async db => !await db.QueuedMails.AnyAsync(m => m.Gathers == null)), "the queue is empty");
        var silent = _server.Mails().Count();
        await _coachee.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}/mail-preferences", new { actions = true });
        await AssignAsync("third");
        var third = await _server.MailToAsync("coachee@demo.test", 2);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(told.Headers["List-Unsubscribe-Post"], Is.EqualTo("List-Unsubscribe=One-Click"));
            Assert.That(told.TextBody, Does.Contain(link.ToString()));
            Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain("<title>"));
            Assert.That(afterLooking.ToString(), Is.EqualTo("""{"invitations":true,"actions":true,"reminders":true}"""), "programs follow links");
            Assert.That(new[] { clicked, again, forged, nonsense }.Select(answer => answer.StatusCode), Is.EqualTo(new[]
            {
                HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound,
            }));
            Assert.That(off.ToString(), Is.EqualTo("""{"invitations":true,"actions":false,"reminders":true}"""));
            Assert.That(silent, Is.EqualTo(1));
            Assert.That(third.Subject, Is.EqualTo("New action: third"));
        }
    }

    [TestCase("00:59:59", "00:15:00")]
    [TestCase("14.00:00:01", "00:15:00")]
    [TestCase("1.00:00:00", "00:00:00.5")]
    [TestCase("1.00:00:00", "01:00:01")]
    public void Settings_out_of_bounds_are_refused(string lead, string interval) => Assert.That(
        new ReminderOptions
        {
            Lead = TimeSpan.Parse(lead, System.Globalization.CultureInfo.InvariantCulture),
            Interval = TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture),
        }.Validate(null!).Count(), Is.EqualTo(1));

    private static DateTime In(double hours) => TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hours);

    private async Task<Guid> CreateAsync(double hours) => (await _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new
    {
        coaching_relationship_id = _relationship,
        date = In(hours),
        duration_minutes = 60,
    })).GetProperty("id").GetGuid();

    private Task<System.Text.Json.JsonElement> AssignAsync(string body) => _coach.SendAsync(HttpMethod.Post, "/actions", new
    {
        coaching_session_id = DemoData.TodaysSessionId,
        body,
        status = "NotStarted",
        assignee_ids = new[] { _coachee.Id },
    });

    private Task<int> ToldAsync(Guid session, int daysAgo) => _server.InDatabaseAsync(
        db => db.CoachingSessions.Where(s => s.Id == session).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.NoticeGivenAt, In(-24 * daysAgo))));

    /// <summary>A session of its own, of another pair, shows that so many sweeps are over: each reminds of it once more.</summary>
    private async Task SweepsAsync(int count)
    {
        var mark = await _server.InDatabaseAsync(db => db.CoachingSessions
            .Where(s => db.CoachingRelationships.Any(r => r.Id == s.CoachingRelationshipId && r.CoacheeId != _coachee.Id && r.CoachId == _coach.Id))
            .Select(s => s.Id).FirstAsync());
        for (var i = 0; i < count; i++)
        {
            var start = In(10 + i);
            await _server.InDatabaseAsync(db => db.CoachingSessions.Where(s => s.Id == mark).ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Date, start).SetProperty(x => x.NoticeGivenAt, DateTime.UnixEpoch)));
            await Eventually.TrueAsync(
                () => _server.InDatabaseAsync(db => db.SessionReminders.AnyAsync(r => r.CoachingSessionId == mark && r.Start == start)), "a sweep");
        }
    }

    /// <summary>What all servers on this folder have sent.</summary>
    private List<MimeMessage> Reminders() => _server.Mails()
        .Where(mail => mail.Subject!.StartsWith("Reminder:", StringComparison.Ordinal) && mail.To.Mailboxes.Single().Address == "coachee@demo.test")
        .ToList();
}
