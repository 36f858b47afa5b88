using System.Text.Json;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Infrastructure.Mail;

namespace CoachingPlatform.Tests.Application;

public sealed class ValidatorTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [TestCase(null, true)]
    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(480, true)]
    [TestCase(481, false)]
    public void A_session_lasts_1_to_480_minutes(int? minutes, bool valid)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                new CreateCoachingSessionValidator().Validate(new CreateCoachingSessionRequest(Guid.NewGuid(), Noon, minutes)).IsValid,
                Is.EqualTo(valid));
            Assert.That(
                new UpdateCoachingSessionValidator().Validate(new UpdateCoachingSessionRequest(Noon, minutes)).IsValid, Is.EqualTo(valid));
        }
    }

    [TestCase(500, true)]
    [TestCase(501, false)]
    public void A_title_has_at_most_500_characters_blanks_around_it_not_counted(int length, bool valid)
    {
        var title = $"  {new string('x', length)}  ";

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                new CreateCoachingSessionValidator().Validate(new CreateCoachingSessionRequest(Guid.NewGuid(), Noon, Title: title)).IsValid,
                Is.EqualTo(valid));
            Assert.That(
                new UpdateCoachingSessionValidator().Validate(new UpdateCoachingSessionRequest(Noon, Title: new(title))).IsValid,
                Is.EqualTo(valid));
            var renamed = new RenameCoachingSessionValidator().Validate(new RenameCoachingSessionRequest(new Optional<string>(title)));
            Assert.That(renamed.IsValid, Is.EqualTo(valid));
            Assert.That(renamed.Errors.Select(e => e.PropertyName), Is.All.EqualTo("Title"));
        }
    }

    [TestCase(500, true)]
    [TestCase(501, false)]
    public void A_meeting_address_has_at_most_500_characters(int length, bool valid) =>
        Assert.That(
            new CreateCoachingSessionValidator()
                .Validate(new CreateCoachingSessionRequest(
                    Guid.NewGuid(), Noon, MeetingUrl: $"https://x/{new string('x', length - 10)}")).IsValid,
            Is.EqualTo(valid));

    [TestCase(2_000, true)]
    [TestCase(2_001, false)]
    public void The_address_of_a_logo_has_at_most_2000_characters(int length, bool valid) =>
        Assert.That(new OrganizationValidator().Validate(
            new OrganizationRequest("N", $"https://x/{new string('x', length - 10)}")).IsValid, Is.EqualTo(valid));

    [TestCase("ada@example.org", 1, true)]
    [TestCase("x@example.org", 242, true)]
    [TestCase("x@example.org", 243, false)]
    [TestCase("\u00e9@example.org", 120, true)]
    [TestCase("\u00e9@example.org", 122, false)]
    [TestCase("\ud83d\ude00@example.org", 60, true)]
    [TestCase("\ud83d\ude00@example.org", 80, false)]
    [TestCase("\u0378@example.org", 120, true)]
    [TestCase("\\@example.org", 241, true)]
    [TestCase("a\u200b@example.org", 1, false)]
    [TestCase("a\u202e@example.org", 1, false)]
    public void An_address_has_at_most_254_octets_and_then_its_message_fits_the_queue(string pattern, int times, bool valid)
    {
        var at = pattern.IndexOf('@', StringComparison.Ordinal);
        var email = string.Concat(Enumerable.Repeat(pattern[..at], times)) + pattern[at..];

        Assert.That(UserRules.IsAddress(email), Is.EqualTo(valid));
        if (valid)
            Assert.That(JsonSerializer.Serialize<MailJob>(new PasswordResetMail(email), WireJson.Options), Has.Length.LessThanOrEqualTo(
                QueuedMail.JobMaxLength));
    }

    [TestCase(500, true)]
    [TestCase(501, false)]
    public void The_reason_of_a_forced_logout_has_at_most_500_characters(int length, bool valid) =>
        Assert.That(new ForceLogoutValidator().Validate(new ForceLogoutRequest(new string('x', length))).IsValid, Is.EqualTo(valid));
}
