using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Tests.Domain;

public sealed class TimeZonesTests
{
    [TestCase("UTC", true)]
    [TestCase("Etc/GMT-14", true)]
    [TestCase("Europe/Oslo", true)]
    [TestCase("Asia/Calcutta", true)]
    [TestCase("US/Pacific", true)]
    [TestCase("EST5EDT", true)]
    [TestCase("europe/oslo", false)]
    [TestCase("W. Europe Standard Time", false)]
    [TestCase("Mars/Olympus", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase(" UTC", false)]
    [TestCase("../Europe/Oslo", false)]
    [TestCase("/etc/localtime", false)]
    [TestCase("Europe", false)]
    [TestCase("zone.tab", false)]
    [TestCase("posix/UTC", false)]
    [TestCase("posixrules", false)]
    [TestCase("right/UTC", false)]
    [TestCase("localtime", false)]
    [TestCase("Factory", false)]
    public void A_zone_has_the_name_that_browsers_give_it(string? name, bool exists)
    {
        TimeZones.Exist("Europe/Oslo");   // the runtime finds another letter case once it has this one

        Assert.That(TimeZones.Exist(name), Is.EqualTo(exists));
    }

    [Test]
    public void Nobody_lives_in_a_zone_that_does_not_exist()
    {
        var user = User.Create("a@b", "A", "B", "UTC", DateTime.UnixEpoch);

        Assert.That(() => User.Create("a@b", "A", "B", "", DateTime.UnixEpoch), Throws.TypeOf<RuleException>());
        Assert.That(() => user.Update(null, null, null, null, "Mars/Olympus", null, DateTime.UnixEpoch), Throws.TypeOf<RuleException>());
    }
}
