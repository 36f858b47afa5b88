using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>Rows outlive versions: what an earlier one has written is read by this one, and these texts are never changed.</summary>
public sealed class StoredJsonTests
{
    private static readonly Guid Id = new("7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01");
    private static readonly Guid Other = new("96af9012-d9ea-4f86-91ad-04b0e94a3f99");
    private static readonly DateTime Time = new DateTime(2026, 6, 7, 10, 0, 0, DateTimeKind.Utc).AddMicroseconds(5);

    private static readonly SeriesRule Weekly = new(
        Time, new Recurrence(RecurrenceFrequency.Biweekly, 2, [Weekday.Mon, Weekday.Sun], null, Time.AddYears(1)), 60);

    private static readonly TopicSnapshot Snapshot = new(
        Id, "Über \"alles\" <b> €", 3, TopicPriority.High, TopicStatus.Open, Other, Time, Time.AddDays(1), Id);

    [TestCase("""{"start_at":"2026-06-07T10:00:00.000005Z","recurrence":{"frequency":"biweekly","interval":2,"by_weekdays":["Mon","Sun"],"count":null,"until":"2027-06-07T10:00:00.000005Z"},"duration_minutes":60}""")]
    [TestCase("""{"start_at":"2026-06-07T10:00:00.000005","recurrence":{"frequency":"Biweekly","interval":2,"by_weekdays":["Mon","Sun"],"count":null,"until":"2027-06-07T10:00:00.000005Z"},"duration_minutes":60,"new_member":1}""")]
    public void A_rule_of_a_series_is_read(string json)
    {
        var rule = StoredJson.Deserialize<SeriesRule>(json);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((rule.StartAt, rule.StartAt.Kind, rule.DurationMinutes), Is.EqualTo((Time, DateTimeKind.Utc, 60)));
            Assert.That((rule.Recurrence.Frequency, rule.Recurrence.Interval), Is.EqualTo((RecurrenceFrequency.Biweekly, 2)));
            Assert.That(rule.Recurrence.ByWeekdays, Is.EqualTo(new[] { Weekday.Mon, Weekday.Sun }));
            Assert.That((rule.Recurrence.Count, rule.Recurrence.Until), Is.EqualTo((default(int?), Time.AddYears(1))));
        }
    }

    [TestCase("""{"coaching_session_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","body":"Über \"alles\" <b> €","display_order":3,"priority":"High","status":"Open","moved_from_session_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","deleted_at":"2026-06-07T10:00:00.000005Z","updated_at":"2026-06-08T10:00:00.000005Z","changed_by":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01"}""")]
    public void The_undo_state_of_a_topic_is_read(string json) =>
        Assert.That(StoredJson.Deserialize<TopicSnapshot>(json), Is.EqualTo(Snapshot));

    [Test]
    public void An_undo_state_from_before_it_remembered_who_made_the_change_is_read() => Assert.That(
        StoredJson.Deserialize<TopicSnapshot>(
            """{"coaching_session_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","body":"x","display_order":0,"priority":null,"status":"Open","moved_from_session_id":null,"deleted_at":null,"updated_at":"2026-06-08T10:00:00Z"}"""),
        Is.EqualTo(
            new TopicSnapshot(Id, "x", 0, null, TopicStatus.Open, null, null, new DateTime(2026, 6, 8, 10, 0, 0, DateTimeKind.Utc))));

    [TestCaseSource(nameof(Mails))]
    public void A_message_that_waits_is_read(string json, MailJob expected) =>
        Assert.That(StoredJson.Deserialize<MailJob>(json), Is.EqualTo(expected));

    [Test]
    public void What_is_written_is_read()
    {
        var rule = StoredJson.Deserialize<SeriesRule>(StoredJson.Serialize(Weekly));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(StoredJson.Serialize(rule), Is.EqualTo(StoredJson.Serialize(Weekly)).And.Contain("\"frequency\":\"Biweekly\""));
            Assert.That(StoredJson.Deserialize<TopicSnapshot>(StoredJson.Serialize(Snapshot)), Is.EqualTo(Snapshot));
            Assert.That(StoredJson.Serialize(Snapshot), Does.Contain("€"), "as short as it can be");
            foreach (var mail in Mails().Select(row => (MailJob)row[1]))
            {
                Assert.That(StoredJson.Deserialize<MailJob>(StoredJson.Serialize(mail)), Is.EqualTo(mail));
                Assert.That(StoredJson.Serialize(mail).Length, Is.LessThanOrEqualTo(QueuedMail.JobMaxLength));
                Assert.That(StoredJson.Serialize(mail), Does.Not.Contain("gathers"));
                Assert.That(mail.Gathers()?.Length ?? 0, Is.LessThanOrEqualTo(QueuedMail.GathersMaxLength));
            }
        }
    }

    private static IEnumerable<object[]> Mails() =>
    [
        ["""{"kind":"welcome","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","inviter_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99"}""", new WelcomeMail(Id, Other)],
        [
            """{"kind":"added_to_organization","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","organization_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","inviter_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01"}""",
            new AddedToOrganizationMail(Id, Other, Id),
        ],
        ["""{"kind":"password_reset","email":"a@example.org"}""", new PasswordResetMail("a@example.org")],
        ["""{"kind":"email_change","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01"}""", new EmailChangeMail(Id)],
        [
            """{"kind":"email_change_notice","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","old_email":"a@example.org","new_email":"b@example.org"}""",
            new EmailChangeNoticeMail(Id, "a@example.org", "b@example.org"),
        ],
        [
            """{"kind":"session_scheduled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","session_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99"}""",
            new SessionScheduledMail(Id, Other),
        ],
        [
            """{"kind":"session_rescheduled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","session_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","previous_start":"2026-06-07T10:00:00.000005Z","previous_minutes":60}""",
            new SessionRescheduledMail(Id, Other, Time, 60),
        ],
        [
            """{"kind":"session_cancelled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","relationship_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","session_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","series_id":null,"recurrence_id":"2026-06-07T10:00:00.000005Z","start":"2026-06-07T10:00:00.000005Z","minutes":60,"sequence":3}""",
            new SessionCancelledMail(Id, Other, Id, null, Time, Time, 60, 3),
        ],
        [
            """{"kind":"series_scheduled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","series_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99"}""",
            new SeriesScheduledMail(Id, Other),
        ],
        [
            """{"kind":"series_rescheduled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","series_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","previous_rule":{"start_at":"2026-06-07T10:00:00.000005Z","recurrence":{"frequency":"Biweekly","interval":2,"by_weekdays":["Mon","Sun"],"count":null,"until":"2027-06-07T10:00:00.000005Z"},"duration_minutes":60}}""",
            new SeriesRescheduledMail(Id, Other, Weekly),
        ],
        [
            """{"kind":"series_cancelled","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","relationship_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","series_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","rule":{"start_at":"2026-06-07T10:00:00.000005Z","recurrence":{"frequency":"Biweekly","interval":2,"by_weekdays":["Mon","Sun"],"count":null,"until":"2027-06-07T10:00:00.000005Z"},"duration_minutes":60},"count":2,"first":"2026-06-07T10:00:00.000005Z","last":"2026-06-07T10:00:00.000005Z","sequence":4}""",
            new SeriesCancelledMail(Id, Other, Id, Weekly, 2, Time, Time, 4),
        ],
        [
            """{"kind":"action_assigned","user_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01","action_id":"96af9012-d9ea-4f86-91ad-04b0e94a3f99","assigner_id":"7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01"}""",
            new ActionAssignedMail(Id, Other, Id),
        ],
    ];
}
