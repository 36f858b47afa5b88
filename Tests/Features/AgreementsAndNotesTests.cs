using System.Net;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

[Category("Features")]
public sealed class AgreementsAndNotesTests
{
    private static readonly Guid Session = DemoData.TodaysSessionId;
    private Person _coach = null!;
    private Person _coachee = null!;

    [SetUp]
    public async Task SignIn()
    {
        _coach = await SharedServer.Instance.SignInAsync("coach@demo.test");
        _coachee = await SharedServer.Instance.SignInAsync("coachee@demo.test");
    }

    [TearDown]
    public void Leave()
    {
        _coach.Dispose();
        _coachee.Dispose();
    }

    [Test]
    public async Task An_agreement_comes_changes_and_goes_on_both_screens_as_the_list_shows_it()
    {
        await using var coachStream = await _coach.OpenStreamAsync();
        await using var coacheeStream = await _coachee.OpenStreamAsync();

        var created = await _coach.SendAsync(
            HttpMethod.Post, "/agreements", new { id = "", coaching_session_id = Session, body = "On time" });
        var listed = (await _coachee.SendAsync(HttpMethod.Get, $"/agreements?coaching_session_id={Session}"))
            .EnumerateArray().Single(agreement => agreement.GetProperty("id").ToString() == created.GetProperty("id").ToString());
        var path = $"/agreements/{created.GetProperty("id")}";
        var updated = await _coachee.SendAsync(HttpMethod.Put, path, new { coaching_session_id = Session, body = "Always on time" });
        var cleared = await _coachee.SendAsync(HttpMethod.Put, path, new { coaching_session_id = Session });
        await _coach.SendAsync(HttpMethod.Delete, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(created.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(
                new[] { "id", "coaching_session_id", "body", "user_id", "created_at", "updated_at" }));
            Assert.That(listed.ToString(), Is.EqualTo(created.ToString()));
            Assert.That(updated.GetProperty("user_id").GetGuid(), Is.EqualTo(_coach.Id), "the author stays");
            Assert.That(cleared.GetProperty("body").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
        foreach (var stream in new[] { coachStream, coacheeStream })
        {
            var creation = await stream.NextAsync("agreement_created");
            Assert.That(creation.GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(Session));
            Assert.That(
                creation.GetProperty("agreement").ToString(), Is.EqualTo(listed.ToString()), "clients put it into their list as it is");
            Assert.That((await stream.NextAsync("agreement_updated")).GetProperty("agreement").ToString(), Is.EqualTo(updated.ToString()));
            await stream.NextAsync("agreement_updated");
            Assert.That((await stream.NextAsync("agreement_deleted")).GetProperty("agreement_id").ToString(), Is.EqualTo(
                created.GetProperty("id").ToString()));
        }
        using var gone = await _coach.Http.GetAsync(path);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_note_is_written_and_rewritten_and_both_learn_that_something_changed()
    {
        await using var stream = await _coachee.OpenStreamAsync();

        var created = await _coach.SendAsync(HttpMethod.Post, "/notes", new { coaching_session_id = Session, body = "n" });
        var rewritten = await _coachee.SendAsync(
            HttpMethod.Put, $"/notes/{created.GetProperty("id")}", new { coaching_session_id = Session, body = "better" });

        for (var i = 0; i < 2; i++)
            Assert.That((await stream.NextAsync("notes_changed")).ToString(), Is.EqualTo($$"""{"coaching_session_id":"{{Session}}"}"""));
        var read = await _coach.SendAsync(HttpMethod.Get, $"/notes/{created.GetProperty("id")}");
        Assert.That(read.ToString(), Is.EqualTo(rewritten.ToString()));
    }

    [TestCase("", new[] { "b", null, "a" })]
    [TestCase("&sort_by=body", new[] { "a", "b", null })]
    [TestCase("&sort_order=desc", new[] { null, "b", "a" })]
    [TestCase("&sort_by=created_at&sort_order=desc", new[] { "a", null, "b" })]
    public async Task Agreements_are_sorted_as_asked(string sort, string?[] expected)
    {
        var session = await NewSessionAsync();
        foreach (var body in new[] { "b", null, "a" })
            await _coach.SendAsync(HttpMethod.Post, "/agreements", new { coaching_session_id = session, body });

        var agreements = await _coach.SendAsync(HttpMethod.Get, $"/agreements?coaching_session_id={session}{sort}");

        Assert.That(agreements.EnumerateArray().Select(agreement => agreement.GetProperty("body").GetString()), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_session_is_deleted_with_everything_that_was_written_down_in_it()
    {
        var session = await NewSessionAsync();
        await using var stream = await _coachee.OpenStreamAsync();
        var action = (await _coach.CreateActionAsync(session, "b")).GetProperty("id");
        foreach (var what in new[] { "agreements", "notes" })
            await _coach.SendAsync(HttpMethod.Post, $"/{what}", new { coaching_session_id = session, body = "b" });
        await stream.SkipToAsync("notes_changed");

        await _coach.SendAsync(HttpMethod.Delete, $"/coaching_sessions/{session}");

        Assert.That((await stream.NextAsync("action_deleted")).GetProperty("action_id").ToString(), Is.EqualTo(action.ToString()));
        Assert.That((await stream.NextAsync("coaching_session_deleted")).GetProperty("coaching_session_id").GetGuid(), Is.EqualTo(session));
        await stream.NextAsync("coaching_session_title_updated");
        using var gone = await _coach.TrySendAsync(HttpMethod.Get, $"/coaching_sessions/{session}");
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await SharedServer.Instance.InDatabaseAsync(async db =>
            await db.Actions.CountAsync(a => a.CoachingSessionId == session) + await db.Agreements.CountAsync(
                a => a.CoachingSessionId == session)
            + await db.Notes.CountAsync(n => n.CoachingSessionId == session)), Is.Zero);
    }

    [Test]
    public async Task Notes_take_no_other_parameter()
    {
        using var refused = await _coach.Http.GetAsync($"/notes?coaching_session_id={Session}&sort_by=body");

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    private async Task<Guid> NewSessionAsync()
    {
        var relationship = (await _coach.SendAsync(HttpMethod.Get, $"/coaching_sessions/{Session}")).GetProperty("coaching_relationship_id")
            .GetGuid();
        var session = await _coach.SendAsync(
            HttpMethod.Post, "/coaching_sessions", new { coaching_relationship_id = relationship, date = "2033-01-01" });
        return session.GetProperty("id").GetGuid();
    }
}
