using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Tests.Domain;

public sealed class CoachingSessionTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public void The_start_is_cut_to_the_minute() =>
        Assert.That(Create(date: Noon.AddSeconds(59)).Date, Is.EqualTo(Noon));

    [TestCase(0)]
    [TestCase(481)]
    public void A_duration_out_of_bounds_is_refused(int minutes) =>
        Assert.That(() => Create(minutes: minutes), Throws.TypeOf<RuleException>().With.Property("Code").EqualTo("validation_error"));

    [TestCase(1)]
    [TestCase(480)]
    public void The_bounds_themselves_are_fine(int minutes) => Assert.That(Create(minutes: minutes).DurationMinutes, Is.EqualTo(minutes));

    [TestCase("  Kick-off ", "Kick-off")]
    [TestCase("   ", null)]
    [TestCase(null, null)]
    public void A_title_is_trimmed_and_a_blank_one_is_none(string? given, string? stored) =>
        Assert.That(Create(title: given).Title, Is.EqualTo(stored));

    [Test]
    public void A_title_has_500_characters_as_people_count_them()
    {
        var emojis = string.Concat(Enumerable.Repeat("🙂", 500));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Create(title: emojis).Title, Is.EqualTo(emojis));
            Assert.That(() => Create(title: emojis + "x"), Throws.TypeOf<RuleException>());
        }
    }

    [Test]
    public void The_calendar_revision_grows_only_with_what_an_invitation_shows()
    {
        var session = Create();

        session.Reschedule(Noon, null, null, MeetingProvider.Zoom, Noon);
        session.Rename(null, Noon);
        Assert.That(session.IcalSequence, Is.Zero);

        session.Reschedule(Noon.AddDays(1), null, null, null, Noon);
        session.Rename("New", Noon);
        session.Reschedule(Noon.AddDays(1), 30, "https://meet.example/1", null, Noon);
        Assert.That(session.IcalSequence, Is.EqualTo(3));
    }

    [Test]
    public void What_a_change_leaves_out_stays()
    {
        var session = CoachingSession.Create(Guid.NewGuid(), Noon, 45, "T", "https://meet.example/1", MeetingProvider.Google, "d", Noon);

        session.Reschedule(Noon.AddDays(1), null, null, null, Noon);

        Assert.That(
            (session.DurationMinutes, session.Title, session.MeetingUrl, session.Provider),
            Is.EqualTo((45, "T", "https://meet.example/1", MeetingProvider.Google)));
    }

    private static CoachingSession Create(DateTime? date = null, int minutes = 60, string? title = null) =>
        CoachingSession.Create(Guid.NewGuid(), date ?? Noon, minutes, title, null, null, "org.pair", Noon);
}
