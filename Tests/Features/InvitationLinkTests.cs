using System.Net;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

/// <summary>Setting up an account, from the invitation to the signed-in browser.</summary>
[Category("Features")]
public sealed class InvitationLinkTests : AccountServerTests
{
    [Test]
    public async Task Who_is_invited_chooses_a_password_with_the_link_in_the_message_and_signs_in()
    {
        var member = await InviteAsync("tobias@demo.test");
        Assert.That(await InviteStatusAsync(member), Is.EqualTo("pending"));

        var message = await Server.MailToAsync("tobias@demo.test");
        var token = TokenIn(message.TextBody);
        using var validated = await Nobody.GetAsync($"/magic-link/validate?token={token}");
        using var completed = await PostAsync(
            "/magic-link/complete-setup", new { token, password = NewPassword, confirm_password = NewPassword });
        using var again = await PostAsync(
            "/magic-link/complete-setup", new { token, password = NewPassword, confirm_password = NewPassword });
        using var person = await Server.SignInAsync("Tobias@Demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Subject, Is.EqualTo("Welcome: set up your account"));
            Assert.That(message.TextBody, Does.Contain("Ada Admin has invited you").And.Contain($"{Server.Address}setup/{token}"));
            Assert.That(message.HtmlBody, Does.Contain($"href=\"{Server.Address}setup/{token}\"").And.Contain("T&lt;obi"));
            Assert.That(token, Has.Length.EqualTo(43));
            Assert.That((await validated.DataAsync()).GetProperty("email").GetString(), Is.EqualTo("tobias@demo.test"));
            Assert.That((completed.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
            Assert.That(person.Id, Is.EqualTo(member));
            Assert.That(await InviteStatusAsync(member), Is.EqualTo("active"));
            Assert.That(await Server.InDatabaseAsync(db => db.AccountLinks.CountAsync(t => t.UserId == member)), Is.Zero);
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
        var first = TokenIn((await Server.MailToAsync("tobias@demo.test")).TextBody);

        await Admin.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/users/{member}/resend-invite", new { });
        var second = TokenIn((await Server.MailToAsync("tobias@demo.test", 2)).TextBody);
        using var old = await Nobody.GetAsync($"/magic-link/validate?token={first}");
        using var current = await Nobody.GetAsync($"/magic-link/validate?token={second}");

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
                AccountLinkSecret.HashOf("secret"), clock.GetUtcNow().UtcDateTime.AddHours(72));
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
    public async Task A_link_of_one_kind_is_none_of_the_other()
    {
        await InviteAsync("tobias@demo.test");
        await PostAsync("/password-reset/request", new { email = "coachee@demo.test" });
        var setup = TokenIn((await Server.MailToAsync("tobias@demo.test")).TextBody);
        var reset = TokenIn((await Server.MailToAsync("coachee@demo.test")).TextBody);

        using var setupAsReset = await PostAsync("/password-reset/validate", new { token = setup });
        using var resetAsSetup = await Nobody.GetAsync($"/magic-link/validate?token={reset}");

        Assert.That(await setupAsReset.ErrorAsync(), Is.EqualTo((400, "invalid_or_expired_token")));
        Assert.That(resetAsSetup.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
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
        var token = TokenIn((await Server.MailToAsync(email)).TextBody);
        var passwords = Enumerable.Range(0, 8).Select(i => $"the choice of number {i}").ToArray();

        // without the routes, which let one after the other choose where there are few cores
        var chosen = await Task.WhenAll(
            passwords.Select(password => ChooseAsync(purpose, new SetPasswordRequest(token, password, password))));

        Assert.That(chosen.Count(succeeded => succeeded), Is.EqualTo(1));
        Assert.That(await SignInStatusAsync(email, passwords[Array.IndexOf(chosen, true)]), Is.EqualTo(200), "what was answered is true");
    }

    private async Task<bool> ChooseAsync(AccountLinkPurpose purpose, SetPasswordRequest request)
    {
        await using var scope = Server.Services.CreateAsyncScope();
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

    private async Task<string?> InviteStatusAsync(Guid member) =>
        (await Admin.SendAsync(HttpMethod.Get, $"/organizations/{Harbour}/users"))
        .EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == member).GetProperty("invite_status").GetString();
}
