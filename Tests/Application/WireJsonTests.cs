using System.Text.Json;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Tests.Application;

public sealed class WireJsonTests
{
    private const string Id = "7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01";

    [TestCase("2026-06-07", "2026-06-07T00:00:00Z")]
    [TestCase("2026-06-07T10:00", "2026-06-07T10:00:00Z")]
    [TestCase("2026-06-07T10:00:00", "2026-06-07T10:00:00Z")]
    [TestCase("2026-06-07T10:00:00Z", "2026-06-07T10:00:00Z")]
    [TestCase("2026-06-14T10:00:00.000-07:00", "2026-06-14T17:00:00Z")]
    [TestCase("2026-06-14T10:00:00.5+02:00", "2026-06-14T08:00:00.500Z")]
    [TestCase("2026-06-14T10:00:00.1234567Z", "2026-06-14T10:00:00.123456Z")]
    public void A_time_in_any_usual_form_is_understood_and_leaves_as_an_instant(string given, string sent)
    {
        var time = JsonSerializer.Deserialize<DateTime>($"\"{given}\"", WireJson.Options);

        Assert.That(JsonSerializer.Serialize(time, WireJson.Options), Is.EqualTo($"\"{sent}\""));
    }

    [TestCase("\"tomorrow\"")]
    [TestCase("\"2026-13-01\"")]
    [TestCase("\"07/06/2026\"")]
    [TestCase("\"0001-01-01T00:00:00+14:00\"")]
    [TestCase("\"\"")]
    [TestCase("5")]
    public void What_is_no_time_is_refused(string json) =>
        Assert.That(() => JsonSerializer.Deserialize<DateTime>(json, WireJson.Options), Throws.TypeOf<JsonException>());

    [TestCase(Id)]
    [TestCase("7C1D3A52-0B7E-4A3E-9D62-1F0F1A3B9A01")]
    [TestCase("7c1d3a520b7e4a3e9d621f0f1a3b9a01")]
    public void An_id_is_understood_in_upper_case_and_without_hyphens(string given) =>
        Assert.That(JsonSerializer.Serialize(
            JsonSerializer.Deserialize<Guid>($"\"{given}\"", WireJson.Options), WireJson.Options), Is.EqualTo($"\"{Id}\""));

    [TestCase("\"NotStarted\"", ItemStatus.NotStarted)]
    [TestCase("\"wont_do\"", ItemStatus.WontDo)]
    public void A_status_is_understood_in_both_spellings(string json, ItemStatus status) =>
        Assert.That(JsonSerializer.Deserialize<ItemStatus>(json, WireJson.Options), Is.EqualTo(status));

    [TestCase("\"notstarted\"")]
    [TestCase("\"Unknown\"")]
    [TestCase("\"0\"")]
    [TestCase("0")]
    [TestCase("null")]
    public void Anything_else_is_no_status(string json) =>
        Assert.That(() => JsonSerializer.Deserialize<ItemStatus>(json, WireJson.Options), Throws.TypeOf<JsonException>());

    [Test]
    public void A_role_has_one_spelling() =>
        Assert.That(() => JsonSerializer.Deserialize<Role>("\"admin\"", WireJson.Options), Throws.TypeOf<JsonException>());

    [TestCase("{}", false, null)]
    [TestCase("""{"title":null}""", true, null)]
    [TestCase("""{"title":"x"}""", true, "x")]
    public void An_absent_title_is_not_the_same_as_null(string json, bool given, string? title)
    {
        var request = JsonSerializer.Deserialize<RenameCoachingSessionRequest>(json, WireJson.Options)!;

        Assert.That((request.Title.IsGiven, request.Title.Value), Is.EqualTo((given, title)));
    }

    [Test]
    public void What_a_web_frontend_sends_beside_the_content_is_ignored()
    {
        const string Json = $$"""
            {"id":"","user_id":"","coaching_session_id":"{{Id}}","status":"NotStarted","body":"b","created_at":"x","assignee_ids":[]}
            """;

        Assert.That(JsonSerializer.Deserialize<CreateActionRequest>(Json, WireJson.Options)!.Body, Is.EqualTo("b"));
    }

    [TestCase("""{"status":"NotStarted"}""")]
    [TestCase($$"""{"coaching_session_id":"{{Id}}"}""")]
    [TestCase($$"""{"coaching_session_id":"{{Id}}","status":"NotStarted","body":5}""")]
    [TestCase($$"""{"coaching_session_id":"{{Id}}","status":"NotStarted","assignee_ids":[null]}""")]
    [TestCase($$"""{"coaching_session_id":"{{Id}}","status":"NotStarted","body":"a\u0000b"}""")]
    public void A_body_that_does_not_fit_is_refused(string json) =>
        Assert.That(() => JsonSerializer.Deserialize<CreateActionRequest>(json, WireJson.Options), Throws.TypeOf<JsonException>());

    [Test]
    public void A_session_starts_at_a_time_without_suffix_and_its_nulls_are_there()
    {
        var session = new CoachingSessionDto
        {
            Id = Guid.Empty,
            CoachingRelationshipId = Guid.Empty,
            CoachingSessionSeriesId = null,
            IcalSequence = 0,
            IcalRecurrenceId = null,
            CollabDocumentName = null,
            Date = new DateTime(2026, 6, 7, 17, 0, 0, DateTimeKind.Utc),
            DurationMinutes = 60,
            Title = null,
            MeetingUrl = null,
            Provider = null,
            CreatedAt = DateTime.UnixEpoch,
            UpdatedAt = DateTime.UnixEpoch,
            HydratedAt = null,
            NoticeGivenAt = DateTime.UnixEpoch,
        };

        var json = JsonSerializer.SerializeToElement(session, WireJson.Options);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.GetProperty("date").GetString(), Is.EqualTo("2026-06-07T17:00:00"));
            Assert.That(json.GetProperty("created_at").GetString(), Is.EqualTo("1970-01-01T00:00:00Z"));
            Assert.That(json.GetProperty("title").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(json.EnumerateObject().Count(), Is.EqualTo(15));
        }
    }
}
