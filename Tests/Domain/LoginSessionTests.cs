using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Tests.Domain;

public sealed class LoginSessionTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [TestCase(0, false)]
    [TestCase(14, false)]
    [TestCase(15, true)]
    [TestCase(600, true)]
    public void Use_extends_a_session_once_a_hundredth_of_its_life_has_passed(int minutesUsed, bool extends) =>
        Assert.That(
            LoginSession.ShouldExtend(Noon.AddHours(24), TimeSpan.FromHours(24), Noon.AddMinutes(minutesUsed)), Is.EqualTo(extends));

    [Test]
    public void A_new_password_makes_older_sessions_worthless()
    {
        var user = User.Create("a@b.test", "A", "B", "UTC", Noon);
        var stamp = user.SecurityStamp;

        user.ChangePassword("hash", Noon);

        Assert.That(user.SecurityStamp, Is.Not.EqualTo(stamp));
    }
}
