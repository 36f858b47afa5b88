using System.Net;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Choosing a new password, from the message to the signed-in browser.</summary>
[Category("Features")]
public sealed class PasswordResetTests : AccountServerTests
{
    [Test]
    public async Task A_forgotten_password_is_replaced_and_every_session_ends()
    {
        using var before = await Server.SignInAsync("coachee@demo.test");
        await using var stream = await before.OpenStreamAsync();

        using var asked = await PostAsync("/password-reset/request", new { email = " Coachee@demo.test " });
        var token = TokenIn((await Server.MailToAsync("coachee@demo.test")).TextBody);
        using var validated = await PostAsync("/password-reset/validate", new { token });
        using var completed = await PostAsync(
            "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        await stream.NextAsync("force_logout");
        await stream.Ended;
        using var again = await PostAsync(
            "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        using var dead = await before.Http.GetAsync("/organizations");
        using var person = await Server.SignInAsync("coachee@demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await asked.Content.ReadAsStringAsync(), Is.EqualTo("""{"status_code":200,"data":null}"""));
            Assert.That((await validated.DataAsync()).ToString(), Is.EqualTo("""{"first_name":"Eli","last_name":"Coachee"}"""));
            Assert.That(completed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await again.ErrorAsync(), Is.EqualTo((400, "invalid_or_expired_token")));
            Assert.That(dead.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }
    }

    [Test]
    public async Task Asking_for_a_reset_does_not_tell_whether_there_is_an_account()
    {
        using var known = await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        using var unknown = await PostAsync("/password-reset/request", new { email = "nobody@demo.test" });
        using var knownAgain = await PostAsync("/password-reset/request", new { email = "COACHEE@demo.test" });
        using var unknownAgain = await PostAsync("/password-reset/request", new { email = "nobody@demo.test" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(unknown.StatusCode, Is.EqualTo(known.StatusCode).And.EqualTo(HttpStatusCode.OK));
            Assert.That(await unknown.Content.ReadAsStringAsync(), Is.EqualTo(await known.Content.ReadAsStringAsync()));
            Assert.That(await knownAgain.ErrorAsync(), Is.EqualTo((429, "password_reset_rate_limited")));
            Assert.That(await unknownAgain.ErrorAsync(), Is.EqualTo((429, "password_reset_rate_limited")));
            Assert.That(knownAgain.Headers.RetryAfter?.Delta?.TotalSeconds, Is.InRange(1, 60));
        }
        await Server.MailToAsync("coachee@demo.test");
        await Server.MailQueueIsEmptyAsync();
        Assert.That(Server.Mails().Count(), Is.EqualTo(1), "nobody else is written to");
    }

    [TestCase("", 422)]
    [TestCase("                ", 422)]
    [TestCase("eleven-char", 422)]
    [TestCase("twelve-chars", 200)]
    [TestCase("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600", 422, Description = "eleven, although each takes two")]
    [TestCase(128, 200)]
    [TestCase(129, 422)]
    public async Task A_password_has_between_12_and_128_characters(object passwordOrLength, int expected)
    {
        var password = passwordOrLength as string ?? new string('x', (int)passwordOrLength);
        await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        var token = TokenIn((await Server.MailToAsync("coachee@demo.test")).TextBody);

        using var answer = await PostAsync("/password-reset/complete", new { token, password, confirm_password = password });

        Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task The_two_passwords_are_the_same()
    {
        using var answer = await PostAsync(
            "/magic-link/complete-setup", new { token = "t", password = NewPassword, confirm_password = NewPassword + "!" });

        Assert.That(await answer.ErrorAsync(), Is.EqualTo((422, "validation_error")));
    }

    [Test]
    public async Task One_address_tries_ten_times_in_a_row()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 11; i++)
        {
            using var answer = await PostAsync("/password-reset/validate", new { token = "wrong" });
            statuses.Add((int)answer.StatusCode);
            if (i == 10)
                Assert.That(answer.Headers.GetValues("x-ratelimit-after").Single(), Is.EqualTo("6"));
        }

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(400, 10).Append(429)));
    }

    [TestCase("")]
    [TestCase("nobody")]
    [TestCase("@demo.test")]
    [TestCase("two@at@demo.test")]
    [TestCase("new\nline@demo.test")]
    public async Task What_is_no_address_is_400(string email)
    {
        using var answer = await PostAsync("/password-reset/request", new { email });

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
    }

    [Test]
    public async Task A_message_reaches_a_real_mail_server_also_when_that_starts_late()
    {
        var port = ServerProcess.FreeAddress().Port;
        using var server = PlatformServer.Start(new Dictionary<string, string>
        {
            ["Mail:Smtp:Host"] = "127.0.0.1",
            ["Mail:Smtp:Port"] = $"{port}",
            ["Mail:From"] = "Harbour <harbour@demo.test>",
        });
        using var nobody = server.Anonymous();
        using var asked = await nobody.PostAsync("/password-reset/request", Json(new { email = "coachee@demo.test" }));
        await Eventually.TrueAsync(() => server.InDatabaseAsync(db => db.QueuedMails.AnyAsync(m => m.Attempts == 1)), "it was tried once");

        await using var smtp = await SmtpServer.StartAsync(port);
        await server.InDatabaseAsync(db => db.QueuedMails.ExecuteUpdateAsync(m => m.SetProperty(x => x.DueAt, DateTime.UnixEpoch)));
        var received = await smtp.ReceivedAsync("Choose a new password");

        Assert.That(received, Does.Contain("From: Harbour <harbour@demo.test>").And.Contain("To: Eli Coachee <coachee@demo.test>"));
        Assert.That(TokenIn(received), Has.Length.EqualTo(43));
        await server.MailQueueIsEmptyAsync();
    }
}
