using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Wire;

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
                .Validate(new CreateCoachingSessionRequest(Guid.NewGuid(), Noon, MeetingUrl: $"https://x/{new string('x', length - 10)}")).IsValid,
            Is.EqualTo(valid));

    [TestCase(2_000, true)]
    [TestCase(2_001, false)]
    public void The_address_of_a_logo_has_at_most_2000_characters(int length, bool valid) =>
        Assert.That(new OrganizationValidator().Validate(new OrganizationRequest("N", $"https://x/{new string('x', length - 10)}")).IsValid, Is.EqualTo(valid));

    [TestCase(500, true)]
    [TestCase(501, false)]
    public void The_reason_of_a_forced_logout_has_at_most_500_characters(int length, bool valid) =>
        Assert.That(new ForceLogoutValidator().Validate(new ForceLogoutRequest(new string('x', length))).IsValid, Is.EqualTo(valid));
}
