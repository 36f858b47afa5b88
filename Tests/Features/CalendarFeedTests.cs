using System.Net;
using System.Net.Http.Headers;
using CoachingPlatform.Application.Meetings;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Calendars that programs subscribe to, and the meetings that stand in them.</summary>
[Category("Features")]
public sealed class CalendarFeedTests
{
    private PlatformServer _server = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private HttpClient _program = null!;
    private Guid _relationship;

    [SetUp]
    public async Task Start()
    {
        _server = PlatformServer.Start(new Dictionary<string, string> { ["Meetings:UrlTemplate"] = "https://meet.example.org/{session_id}/{random}" });
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        _program = _server.Anonymous();
        _relationship = await _coach.TodaysRelationshipAsync();
    }

    [TearDown]
    public void Stop()
    {
        _program.Dispose();
        _coachee.Dispose();
        _coach.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task A_calendar_is_created_read_renewed_and_revoked()
    {
        var none = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/calendar");
        var created = await _coachee.SendAsync(HttpMethod.Post, $"/users/{_coachee.Id}/calendar");
        var shown = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/calendar");
        var path = PathOf(created);
        using var read = await _program.GetAsync(path);
        var calendar = Ical.Net.Calendar.Load(await read.Content.ReadAsStringAsync())!;
        var renewed = await _coachee.SendAsync(HttpMethod.Post, $"/users/{_coachee.Id}/calendar");
        using var old = await _program.GetAsync(path);
        using var current = await _program.GetAsync(PathOf(renewed));
        await _coachee.SendAsync(HttpMethod.Delete, $"/users/{_coachee.Id}/calendar");
        using var revoked = await _program.GetAsync(PathOf(renewed));
        using var nonsense = await _program.GetAsync("/calendar/nonsense.ics");

        var expected = await _server.InDatabaseAsync(db => db.CoachingSessions
            .Where(s => db.CoachingRelationships.Any(r => r.Id == s.CoachingRelationshipId && r.CoacheeId == _coachee.Id)).CountAsync());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(none.ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(created.GetProperty("url").GetString(), Does.Match($"^{_server.Address}calendar/[A-Za-z0-9_-]{{43}}\\.ics$"));
            Assert.That(created.GetProperty("webcal_url").GetString(), Does.StartWith("webcal://127.0.0.1:"));
            Assert.That(shown.ToString(), Is.EqualTo(created.ToString()));
            Assert.That(read.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/calendar; charset=utf-8"));
            Assert.That(calendar.Events, Has.Count.EqualTo(expected));
            Assert.That(calendar.Events.Select(e => e.Description), Has.All.StartsWith("With Cleo Coach, Demo Harbour\n"));
            Assert.That(new[] { old, current, revoked, nonsense }.Select(answer => answer.StatusCode), Is.EqualTo(new[]
            {
                HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound,
            }));
        }
    }

    [Test]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var path = PathOf(await _coachee.SendAsync(HttpMethod.Post, $"/users/{_coachee.Id}/calendar"));
        using var first = await _program.GetAsync(path);
        using var again = await ReadAsync(path, first.Headers.ETag!);
        var created = await CreateAsync();
        using var after = await ReadAsync(path, first.Headers.ETag!);
        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{created.GetProperty("id")}");
        using var deleted = await ReadAsync(path, after.Headers.ETag!);
        await _coach.SendAsync(HttpMethod.Put, $"/users/{_coach.Id}", new { first_name = "Clea" });
        using var renamed = await ReadAsync(path, deleted.Headers.ETag!);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Content.Headers.LastModified, Is.Not.Null);
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That(await again.Content.ReadAsStringAsync(), Is.Empty);
            Assert.That((after.StatusCode, deleted.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That(await renamed.Content.ReadAsStringAsync(), Does.Contain("Clea Coach"));
        }
    }

    [Test]
    public async Task Who_leaves_the_organization_sees_nothing_of_it_any_more()
    {
        var path = PathOf(await _coachee.SendAsync(HttpMethod.Post, $"/users/{_coachee.Id}/calendar"));
        using var admin = await _server.SignInAsync("admin@demo.test");
        var organization = (await admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
        using var before = await _program.GetAsync(path);
        using var super = await _server.SignInAsync("super@demo.test");
        var meadow = await _server.InDatabaseAsync(db => db.Organizations.Where(o => o.Slug == "demo-meadow").Select(o => o.Id).SingleAsync());
        await super.SendAsync(HttpMethod.Post, $"/organizations/{meadow}/users/{_coachee.Id}/role", new { role = "User" });   // the account stays

        await admin.SendAsync(HttpMethod.Delete, $"/organizations/{organization}/users/{_coachee.Id}");
        using var after = await ReadAsync(path, before.Headers.ETag!);

        Assert.That(await before.Content.ReadAsStringAsync(), Does.Contain("VEVENT"));
        Assert.That(await after.Content.ReadAsStringAsync(), Does.Contain("VCALENDAR").And.Not.Contain("VEVENT"));
    }

    [Test]
    public async Task One_address_reads_sixty_times_in_a_row()
    {
        var path = PathOf(await _coachee.SendAsync(HttpMethod.Post, $"/users/{_coachee.Id}/calendar"));

        var statuses = await Task.WhenAll(Enumerable.Range(0, AddressLimits.CalendarFeedBurst + 10).Select(async _ =>
        {
            using var answer = await _program.GetAsync(path);
            return answer.StatusCode;
        }));

        Assert.That(statuses.Count(status => status == HttpStatusCode.OK), Is.GreaterThanOrEqualTo(AddressLimits.CalendarFeedBurst));
        Assert.That(statuses, Has.Some.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task New_sessions_meet_where_the_template_says_unless_somebody_says_otherwise()
    {
        var session = await CreateAsync();
        var own = await _coach.SendAsync(HttpMethod.Post, "/coaching_sessions", new
        {
            coaching_relationship_id = _relationship,
            date = "2031-01-02T10:00:00",
            meeting_url = "https://own.example.org/x",
        });
        var series = await _coach.SendAsync(HttpMethod.Post, "/coaching_session_series", new
        {
            coaching_relationship_id = _relationship,
            start_at = "2031-02-02T10:00:00",
            recurrence = new { frequency = "daily", count = 2 },
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(session.GetProperty("meeting_url").GetString(), Does.Match($"^https://meet.example.org/{session.GetProperty("id")}/[0-9a-f]{{32}}$"));
            Assert.That(session.GetProperty("ical_sequence").GetInt32(), Is.Zero);
            Assert.That(own.GetProperty("meeting_url").GetString(), Is.EqualTo("https://own.example.org/x"));
            var meetings = series.GetProperty("sessions").EnumerateArray().Select(s => s.GetProperty("meeting_url").GetString()).ToList();
            Assert.That(meetings, Has.All.StartsWith("https://meet.example.org/"));
            Assert.That(meetings, Is.Unique);
        }
    }

    [TestCase("https://meet.example.org/{random}", true)]
    [TestCase("", true)]
    [TestCase("javascript:alert(1)//{random}", false)]
    [TestCase("meet.example.org/{random}", false)]
    [TestCase("https://meet.example.org/{room}", false)]
    public void A_template_is_an_address(string template, bool isGood) =>
        Assert.That(new MeetingOptions { UrlTemplate = template }.Validate(null!).Any(), Is.Not.EqualTo(isGood));

    private Task<System.Text.Json.JsonElement> CreateAsync() => _coach.SendAsync(
        HttpMethod.Post, "/coaching_sessions", new
        {
            coaching_relationship_id = _relationship,
            date = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(3),
        });

    private async Task<HttpResponseMessage> ReadAsync(string path, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(known);
        return await _program.SendAsync(request);
    }

    private static string PathOf(System.Text.Json.JsonElement feed) => new Uri(feed.GetProperty("url").GetString()!).AbsolutePath;
}
