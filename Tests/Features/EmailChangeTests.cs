using System.Net;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Another address, which counts when it is confirmed.</summary>
[Category("Features")]
public sealed class EmailChangeTests : AccountServerTests
{
    [Test]
    public async Task Another_address_counts_when_the_link_sent_to_it_is_followed_and_the_old_one_is_told()
    {
        using var coachee = await Server.SignInAsync("coachee@demo.test");
        await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        var reset = TokenIn((await Server.MailToAsync("coachee@demo.test")).TextBody);

        var answer = await coachee.SendAsync(
            HttpMethod.Put, $"/users/{coachee.Id}", new { email = "elias@demo.test", first_name = "Elias" });
        var link = TokenIn((await Server.MailToAsync("elias@demo.test")).TextBody);
        var notice = await Server.MailToAsync("coachee@demo.test", 2);
        var before = await SignInStatusAsync("elias@demo.test", DemoData.Password);
        using var confirmed = await PostAsync("/email-change/confirm", new { token = link });
        using var again = await PostAsync("/email-change/confirm", new { token = link });
        using var oldReset = await PostAsync("/password-reset/validate", new { token = reset });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.GetProperty("email").GetString(), answer.GetProperty("first_name").GetString()), Is.EqualTo(
                ("coachee@demo.test", "Elias")));
            Assert.That(notice.TextBody, Does.Contain("elias@demo.test").And.Not.Contain(link));
            Assert.That(before, Is.EqualTo(401));
            Assert.That((await confirmed.DataAsync()).GetProperty("email").GetString(), Is.EqualTo("elias@demo.test"));
            Assert.That(await again.ErrorAsync(), Is.EqualTo((400, "invalid_or_expired_token")));
            Assert.That(await oldReset.ErrorAsync(), Is.EqualTo(
                (400, "invalid_or_expired_token")), "it went to an address that does not count any more");
            Assert.That(await SignInStatusAsync("coachee@demo.test", DemoData.Password), Is.EqualTo(401));
            Assert.That(await SignInStatusAsync("elias@demo.test", DemoData.Password), Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Asking_for_an_address_does_not_tell_whether_another_account_has_it()
    {
        using var coachee = await Server.SignInAsync("coachee@demo.test");
        using var coach = await Server.SignInAsync("coach@demo.test");

        using var taken = await coachee.TrySendAsync(HttpMethod.Put, $"/users/{coachee.Id}", new { email = "COACH2@demo.test" });
        using var free = await coach.TrySendAsync(HttpMethod.Put, $"/users/{coach.Id}", new { email = "free@demo.test" });
        using var tooSoon = await coach.TrySendAsync(
            HttpMethod.Put, $"/users/{coach.Id}", new { email = "other@demo.test", first_name = "changed" });
        await Server.MailToAsync("free@demo.test");
        await Server.MailToAsync("coachee@demo.test");
        await Server.MailQueueIsEmptyAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((taken.StatusCode, free.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That(await tooSoon.ErrorAsync(), Is.EqualTo((429, "email_change_rate_limited")));
            Assert.That((await coach.SendAsync(HttpMethod.Get, $"/users/{coach.Id}")).GetProperty("first_name").GetString(), Is.EqualTo(
                "Cleo"), "nothing was changed");
            Assert.That(Server.Mails().SelectMany(mail => mail.To.Mailboxes).Select(to => to.Address), Has.None.EqualTo(
                "coach2@demo.test").IgnoreCase);
        }
    }

    [Test]
    public async Task An_address_that_somebody_else_took_meanwhile_is_not_confirmed()
    {
        using var coachee = await Server.SignInAsync("coachee@demo.test");
        await coachee.SendAsync(HttpMethod.Put, $"/users/{coachee.Id}", new { email = "wanted@demo.test" });
        var link = TokenIn((await Server.MailToAsync("wanted@demo.test")).TextBody);
        await InviteAsync("Wanted@demo.test");

        using var confirmed = await PostAsync("/email-change/confirm", new { token = link });

        Assert.That(await confirmed.ErrorAsync(), Is.EqualTo((400, "invalid_or_expired_token")));
        Assert.That(await SignInStatusAsync("coachee@demo.test", DemoData.Password), Is.EqualTo(200));
    }
}
