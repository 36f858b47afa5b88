using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Tests.Domain;

public sealed class WebAddressTests
{
    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("https://meet.example.org/abc?x=1#y", true)]
    [TestCase("HTTP://[::1]:8080/", true)]
    [TestCase("https://bücher.example/ü", true)]
    [TestCase("javascript:alert(1)//https://x", false)]
    [TestCase("JavaScript:alert(1)", false)]
    [TestCase("data:text/html,x", false)]
    [TestCase("file:///etc/passwd", false)]
    [TestCase("/etc/passwd", false)]
    [TestCase("//example.org", false)]
    [TestCase("example.org", false)]
    [TestCase("https:", false)]
    [TestCase("https://", false)]
    [TestCase(" https://example.org", false)]
    [TestCase("https://example.org\n", false)]
    [TestCase("java\tscript:alert(1)", false)]
    public void Pages_lead_people_to_http_and_https_only(string? address, bool valid) =>
        Assert.That(WebAddress.IsValid(address), Is.EqualTo(valid));

    [Test]
    public void Nobody_stores_another_one()
    {
        const string Script = "javascript:alert(1)";
        var now = DateTime.UnixEpoch;
        var user = User.Create("a@b", "A", "B", "UTC", now);
        var session = CoachingSession.Create(Guid.NewGuid(), now, 60, null, null, null, "a.b", now);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Organization.Create("N", Script, now), Throws.TypeOf<RuleException>());
            Assert.That(() => user.Update(null, null, null, Script, null, null, now), Throws.TypeOf<RuleException>());
            Assert.That(() => user.Introduce(null, null, Script), Throws.TypeOf<RuleException>());
            Assert.That(() => session.Reschedule(now, null, Script, null, now), Throws.TypeOf<RuleException>());
            Assert.That(
                () => CoachingSession.Create(Guid.NewGuid(), now, 60, null, Script, null, "a.b", now), Throws.TypeOf<RuleException>());
        }
    }
}
