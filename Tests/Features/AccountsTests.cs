using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

/// <summary>Setting up an account and choosing a new password, from the message to the signed-in browser.</summary>
[Category("Features")]
public sealed partial class AccountsTests
{
    private const string NewPassword = "an-entirely-new-phrase";
    private PlatformServer _server = null!;
    private Person _admin = null!;
    private HttpClient _nobody = null!;
    private Guid _organization;

    [SetUp]
    public async Task Start()
    {
        _server = PlatformServer.Start(
            new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:01:00" });   // no sweep ends a stream in a test
        _admin = await _server.SignInAsync("admin@demo.test");
        _nobody = _server.Anonymous();
        _organization = (await _admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
    }

    [TearDown]
    public void Stop()
    {
        _nobody.Dispose();
        _admin.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task Who_is_invited_chooses_a_password_with_the_link_in_the_message_and_signs_in()
    {
        var member = await InviteAsync("tobias@demo.test");
        Assert.That(await InviteStatusAsync(member), Is.EqualTo("pending"));

        var message = await _server.MailToAsync("tobias@demo.test");
        var token = TokenIn(message.TextBody);
        using var validated = await _nobody.GetAsync($"/magic-link/validate?token={token}");
        using var completed = await PostAsync(
            "/magic-link/complete-setup", new { token, password = NewPassword, confirm_password = NewPassword });
        using var again = await PostAsync(
            "/magic-link/complete-setup", new { token, password = NewPassword, confirm_password = NewPassword });
        using var person = await _server.SignInAsync("Tobias@Demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Subject, Is.EqualTo("Welcome: set up your account"));
            Assert.That(message.TextBody, Does.Contain("Ada Admin has invited you").And.Contain($"{_server.Address}setup/{token}"));
            Assert.That(message.HtmlBody, Does.Contain($"href=\"{_server.Address}setup/{token}\"").And.Contain("T&lt;obi"));
            Assert.That(token, Has.Length.EqualTo(43));
            Assert.That((await DataAsync(validated)).GetProperty("email").GetString(), Is.EqualTo("tobias@demo.test"));
            Assert.That((completed.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
            Assert.That(person.Id, Is.EqualTo(member));
            Assert.That(await InviteStatusAsync(member), Is.EqualTo("active"));
            Assert.That(await _server.InDatabaseAsync(db => db.AccountLinks.CountAsync(t => t.UserId == member)), Is.Zero);
        }
    }

    [Test]
    public async Task Every_link_leads_to_the_frontend_where_one_is_set()
    {
        using var server = PlatformServer.Start(new Dictionary<string, string>
        {
            ["Mail:FrontendUrl"] = "https://app.example.org/",
            ["Mail:SetupPath"] = "/welcome/{token}",
            ["Mail:OrganizationPath"] = "/o/{organization_id}",
        });
        using var admin = await server.SignInAsync("super@demo.test");
        using var nobody = server.Anonymous();
        var meadow = (await admin.SendAsync(HttpMethod.Get, "/organizations")).EnumerateArray()
            .Single(o => o.GetProperty("name").GetString() == "Demo Meadow").GetProperty("id").GetGuid();
        using var coach = await server.SignInAsync("coach@demo.test");

        await admin.SendAsync(HttpMethod.Post, $"/organizations/{meadow}/users",
            new { email = "tobias@demo.test", first_name = "Tobi", last_name = "Lind", timezone = "UTC" });
        await admin.SendAsync(HttpMethod.Post, $"/organizations/{meadow}/users/{coach.Id}/role", new { role = "User" });
        using var asked = await nobody.PostAsync("/password-reset/request", Json(new { email = "coachee@demo.test" }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await server.MailToAsync("tobias@demo.test")).TextBody, Does.Contain("\nhttps://app.example.org/welcome/"));
            Assert.That((await server.MailToAsync("coach@demo.test")).TextBody, Does.Contain($"\nhttps://app.example.org/o/{meadow}"));
            Assert.That(
                (await server.MailToAsync("coachee@demo.test")).TextBody, Does.Contain("\nhttps://app.example.org/reset-password/"));
        }
    }

    [Test]
    public async Task A_new_invitation_takes_the_place_of_the_one_before()
    {
        var member = await InviteAsync("tobias@demo.test");
        var first = TokenIn((await _server.MailToAsync("tobias@demo.test")).TextBody);

        await _admin.SendAsync(HttpMethod.Post, $"/organizations/{_organization}/users/{member}/resend-invite", new { });
        var second = TokenIn((await _server.MailToAsync("tobias@demo.test", 2)).TextBody);
        using var old = await _nobody.GetAsync($"/magic-link/validate?token={first}");
        using var current = await _nobody.GetAsync($"/magic-link/validate?token={second}");

        Assert.That((old.StatusCode, current.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.OK)));
    }

    [Test]
    public async Task A_link_is_good_for_as_long_as_it_says()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var server = PlatformServer.Start(replace: services => services.AddSingleton<TimeProvider>(clock));
        await server.InDatabaseAsync(async db =>
        {
            var invited = await db.Users.SingleAsync(u => u.Email == "invited@demo.test");
            var token = await db.AccountLinks.SingleAsync(t => t.UserId == invited.Id);
            token.Renew(
                CoachingPlatform.Application.Accounts.AccountLinkSecret.HashOf("secret"), clock.GetUtcNow().UtcDateTime.AddHours(72));
            return await db.SaveChangesAsync();
        });
        using var nobody = server.Anonymous();

        clock.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(5));
        using var inTime = await nobody.GetAsync("/magic-link/validate?token=secret");
        clock.Advance(TimeSpan.FromSeconds(10));
        using var late = await nobody.GetAsync("/magic-link/validate?token=secret");

        Assert.That((inTime.StatusCode, late.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_and_every_session_ends()
    {
        using var before = await _server.SignInAsync("coachee@demo.test");
        await using var stream = await before.OpenStreamAsync();

        using var asked = await PostAsync("/password-reset/request", new { email = " Coachee@demo.test " });
        var token = TokenIn((await _server.MailToAsync("coachee@demo.test")).TextBody);
        using var validated = await PostAsync("/password-reset/validate", new { token });
        using var completed = await PostAsync(
            "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        await stream.NextAsync("force_logout");
        await stream.Ended;
        using var again = await PostAsync(
            "/password-reset/complete", new { token, password = NewPassword, confirm_password = NewPassword });
        using var dead = await before.Http.GetAsync("/organizations");
        using var person = await _server.SignInAsync("coachee@demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await asked.Content.ReadAsStringAsync(), Is.EqualTo("""{"status_code":200,"data":null}"""));
            Assert.That((await DataAsync(validated)).ToString(), Is.EqualTo("""{"first_name":"Eli","last_name":"Coachee"}"""));
            Assert.That(completed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await ErrorAsync(again), Is.EqualTo((400, "invalid_or_expired_token")));
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
            Assert.That(await ErrorAsync(knownAgain), Is.EqualTo((429, "password_reset_rate_limited")));
            Assert.That(await ErrorAsync(unknownAgain), Is.EqualTo((429, "password_reset_rate_limited")));
            Assert.That(knownAgain.Headers.RetryAfter?.Delta?.TotalSeconds, Is.InRange(1, 60));
        }
        await _server.MailToAsync("coachee@demo.test");
        await _server.MailQueueIsEmptyAsync();
        Assert.That(_server.Mails().Count(), Is.EqualTo(1), "nobody else is written to");
    }

    [Test]
    public async Task A_link_of_one_kind_is_none_of_the_other()
    {
        await InviteAsync("tobias@demo.test");
        await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        var setup = TokenIn((await _server.MailToAsync("tobias@demo.test")).TextBody);
        var reset = TokenIn((await _server.MailToAsync("coachee@demo.test")).TextBody);

        using var setupAsReset = await PostAsync("/password-reset/validate", new { token = setup });
        using var resetAsSetup = await _nobody.GetAsync($"/magic-link/validate?token={reset}");

        Assert.That(await ErrorAsync(setupAsReset), Is.EqualTo((400, "invalid_or_expired_token")));
        Assert.That(resetAsSetup.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Another_address_counts_when_the_link_sent_to_it_is_followed_and_the_old_one_is_told()
    {
        using var coachee = await _server.SignInAsync("coachee@demo.test");
        await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        var reset = TokenIn((await _server.MailToAsync("coachee@demo.test")).TextBody);

        var answer = await coachee.SendAsync(
            HttpMethod.Put, $"/users/{coachee.Id}", new { email = "elias@demo.test", first_name = "Elias" });
        var link = TokenIn((await _server.MailToAsync("elias@demo.test")).TextBody);
        var notice = await _server.MailToAsync("coachee@demo.test", 2);
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
            Assert.That((await DataAsync(confirmed)).GetProperty("email").GetString(), Is.EqualTo("elias@demo.test"));
            Assert.That(await ErrorAsync(again), Is.EqualTo((400, "invalid_or_expired_token")));
            Assert.That(await ErrorAsync(oldReset), Is.EqualTo(
                (400, "invalid_or_expired_token")), "it went to an address that does not count any more");
            Assert.That(await SignInStatusAsync("coachee@demo.test", DemoData.Password), Is.EqualTo(401));
            Assert.That(await SignInStatusAsync("elias@demo.test", DemoData.Password), Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Asking_for_an_address_does_not_tell_whether_another_account_has_it()
    {
        using var coachee = await _server.SignInAsync("coachee@demo.test");
        using var coach = await _server.SignInAsync("coach@demo.test");

        using var taken = await coachee.TrySendAsync(HttpMethod.Put, $"/users/{coachee.Id}", new { email = "COACH2@demo.test" });
        using var free = await coach.TrySendAsync(HttpMethod.Put, $"/users/{coach.Id}", new { email = "free@demo.test" });
        using var tooSoon = await coach.TrySendAsync(
            HttpMethod.Put, $"/users/{coach.Id}", new { email = "other@demo.test", first_name = "changed" });
        await _server.MailToAsync("free@demo.test");
        await _server.MailToAsync("coachee@demo.test");
        await _server.MailQueueIsEmptyAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((taken.StatusCode, free.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That(await ErrorAsync(tooSoon), Is.EqualTo((429, "email_change_rate_limited")));
            Assert.That((await coach.SendAsync(HttpMethod.Get, $"/users/{coach.Id}")).GetProperty("first_name").GetString(), Is.EqualTo(
                "Cleo"), "nothing was changed");
            Assert.That(_server.Mails().SelectMany(mail => mail.To.Mailboxes).Select(to => to.Address), Has.None.EqualTo(
                "coach2@demo.test").IgnoreCase);
        }
    }

    [Test]
    public async Task An_address_that_somebody_else_took_meanwhile_is_not_confirmed()
    {
        using var coachee = await _server.SignInAsync("coachee@demo.test");
        await coachee.SendAsync(HttpMethod.Put, $"/users/{coachee.Id}", new { email = "wanted@demo.test" });
        var link = TokenIn((await _server.MailToAsync("wanted@demo.test")).TextBody);
        await InviteAsync("Wanted@demo.test");

        using var confirmed = await PostAsync("/email-change/confirm", new { token = link });

        Assert.That(await ErrorAsync(confirmed), Is.EqualTo((400, "invalid_or_expired_token")));
        Assert.That(await SignInStatusAsync("coachee@demo.test", DemoData.Password), Is.EqualTo(200));
    }

    [TestCase(AccountLinkPurpose.Setup)]
    [TestCase(AccountLinkPurpose.PasswordReset)]
    public async Task Of_many_who_follow_a_link_at_the_same_moment_one_chooses_the_password(AccountLinkPurpose purpose)
    {
        var email = purpose == AccountLinkPurpose.Setup ? "tobias@demo.test" : "coachee@demo.test";
        if (purpose == AccountLinkPurpose.Setup)
            await InviteAsync(email);
        else
            await PostAsync("/password-reset/request", new { email });
        var token = TokenIn((await _server.MailToAsync(email)).TextBody);
        var passwords = Enumerable.Range(0, 8).Select(i => $"the choice of number {i}").ToArray();

        // without the routes, which let one after the other choose where there are few cores
        var chosen = await Task.WhenAll(
            passwords.Select(password => ChooseAsync(purpose, new SetPasswordRequest(token, password, password))));

        Assert.That(chosen.Count(succeeded => succeeded), Is.EqualTo(1));
        Assert.That(await SignInStatusAsync(email, passwords[Array.IndexOf(chosen, true)]), Is.EqualTo(200), "what was answered is true");
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
        var token = TokenIn((await _server.MailToAsync("coachee@demo.test")).TextBody);

        using var answer = await PostAsync("/password-reset/complete", new { token, password, confirm_password = password });

        Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task The_two_passwords_are_the_same()
    {
        using var answer = await PostAsync(
            "/magic-link/complete-setup", new { token = "t", password = NewPassword, confirm_password = NewPassword + "!" });

        Assert.That(await ErrorAsync(answer), Is.EqualTo((422, "validation_error")));
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
    public async Task Wrong_passwords_are_refused_for_a_while_whether_or_not_there_is_such_an_account()
    {
        foreach (var email in new[] { "coachee@demo.test", "nobody@demo.test" })
        {
            for (var i = 0; i < 10; i++)
                Assert.That(await SignInStatusAsync(email, "wrong"), Is.EqualTo(401));
            using var refused = await SignInAsync(email.ToUpperInvariant(), DemoData.Password);
            Assert.That(await ErrorAsync(refused), Is.EqualTo((429, "login_rate_limited")));
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

    private async Task<bool> ChooseAsync(AccountLinkPurpose purpose, SetPasswordRequest request)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountService>();
        try
        {
            await (purpose == AccountLinkPurpose.Setup
                ? accounts.CompleteSetupAsync(request, CancellationToken.None)
                : accounts.CompletePasswordResetAsync(request, CancellationToken.None));
            return true;
        }
        catch (Exception unknown) when (unknown is NotFoundException or BadRequestException { Code: "invalid_or_expired_token" })
        {
            return false;
        }
    }

    private async Task<Guid> InviteAsync(string email) =>
        (await _admin.SendAsync(HttpMethod.Post, $"/organizations/{_organization}/users", new
        {
            email,
            first_name = "T<obi",
            last_name = "Lind",
            timezone = "Europe/Oslo",
        })).GetProperty("id").GetGuid();

    private async Task<string?> InviteStatusAsync(Guid member) =>
        (await _admin.SendAsync(HttpMethod.Get, $"/organizations/{_organization}/users"))
        .EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == member).GetProperty("invite_status").GetString();

    private Task<HttpResponseMessage> PostAsync(string path, object body) => _nobody.PostAsync(path, Json(body));

    private async Task<int> SignInStatusAsync(string email, string password)
    {
        using var answer = await SignInAsync(email, password);
        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> SignInAsync(string email, string password) =>
        _nobody.PostAsync(
            "/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = email, ["password"] = password }));

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonElement> DataAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("data");

    private static async Task<(int Status, string? Error)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());

    private static string TokenIn(string? text) => Link().Match(text ?? "").Groups["token"].Value;

    [GeneratedRegex("http://[a-z0-9.:]+/(setup|reset-password|confirm-email)/(?<token>[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
