using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Who guesses is slowed down; who mistypes is not.</summary>
[Category("Features")]
public sealed class WrongPasswordTests : AccountServerTests
{
    [Test]
    public async Task Wrong_passwords_are_refused_for_a_while_whether_or_not_there_is_such_an_account()
    {
        foreach (var email in new[] { "coachee@demo.test", "nobody@demo.test" })
        {
            for (var i = 0; i < 10; i++)
                Assert.That(await SignInStatusAsync(email, "wrong"), Is.EqualTo(401));
            using var refused = await SignInAsync(email.ToUpperInvariant(), DemoData.Password);
            Assert.That(await refused.ErrorAsync(), Is.EqualTo((429, "login_rate_limited")));
            Assert.That(refused.Headers.RetryAfter?.Delta?.TotalMinutes, Is.InRange(13, 15));
        }
        Assert.That(await SignInStatusAsync("coach@demo.test", DemoData.Password), Is.EqualTo(200), "others are not concerned");
    }

    [Test]
    public async Task Who_mistypes_a_few_times_and_then_remembers_starts_anew()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 9; i++)
                Assert.That(await SignInStatusAsync("coachee@demo.test", "wrong"), Is.EqualTo(401));
            Assert.That(await SignInStatusAsync("coachee@demo.test", DemoData.Password), Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Many_wrong_passwords_from_one_address_are_too_many()
    {
        for (var round = 0; round < 10; round++)
        {
            var wrong = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SignInStatusAsync($"guess{round}-{i}@demo.test", "wrong")));
            Assert.That(wrong, Has.All.EqualTo(401));
        }
        Assert.That(await SignInStatusAsync("coach@demo.test", DemoData.Password), Is.EqualTo(429));
    }
}
