using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.Features;

[Category("Features")]
public sealed class AuthenticationTests
{
    private static PlatformServer Server => SharedServer.Instance;

    [TestCase("/sse")]
    [TestCase("/organizations")]
    public async Task Without_a_session_it_is_401(string path)
    {
        using var http = Server.Anonymous();

        using var answer = await http.GetAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
        }
    }

    [TestCase("/sse", "broken")]
    [TestCase("/organizations", "broken")]
    [TestCase("/organizations", "AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("/nowhere", "broken")]
    public async Task A_broken_cookie_is_refused_and_removed(string path, string cookie)
    {
        using var http = Person.ClientFor(Server.Address, cookie);

        using var answer = await http.GetAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.IsSuccessStatusCode, Is.False);
            Assert.That(
                answer.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("id=;").And.Contain("Max-Age=0").And.Contain("Path=/"));
        }
    }

    [Test]
    public async Task A_valid_session_proceeds_and_its_cookie_is_renewed()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");

        using var answer = await coach.Http.GetAsync($"/users/{coach.Id}");
        using var notFound = await coach.Http.GetAsync("/nowhere");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            foreach (var renewed in new[] { answer, notFound })
            {
                Assert.That(
                    renewed.Headers.GetValues("Set-Cookie").Single(),
                    Is.EqualTo($"id={coach.Cookie}; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400"));
            }
        }
    }

    [Test]
    public async Task Signing_in_answers_with_the_user_and_a_cookie_of_22_characters()
    {
        using var http = Server.Anonymous();

        using var answer = await http.PostAsync("/login", Form("COACH@demo.test ", DemoData.Password));
        var user = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");

        using (Assert.EnterMultipleScope())
        {
            var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
            Assert.That(cookies, Has.Count.EqualTo(2));
            Assert.That(cookies[0], Does.Match("^id=[A-Za-z0-9_-]{22}; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400$"));
            Assert.That(cookies[1], Does.Match("^device=[A-Za-z0-9_-]{22}; HttpOnly; SameSite=Lax; Path=/; Max-Age=15552000$"));
            Assert.That(
                user.EnumerateObject().Select(member => member.Name),
                Is.EquivalentTo(new[] { "id", "email", "first_name", "last_name", "display_name", "timezone", "roles" }));
            Assert.That(user.GetProperty("email").GetString(), Is.EqualTo("coach@demo.test"));
            Assert.That(user.GetProperty("roles")[0].GetProperty("role").GetString(), Is.EqualTo("User"));
        }
    }

    [TestCase("coach@demo.test", "wrong")]
    [TestCase("nobody@demo.test", DemoData.Password)]
    [TestCase("", "")]
    public async Task Wrong_credentials_are_401_or_422_and_set_no_cookie(string email, string password)
    {
        using var http = Server.Anonymous();

        using var answer = await http.PostAsync("/login", Form(email, password));

        Assert.That(
            (answer.StatusCode, answer.Headers.Contains("Set-Cookie")),
            Is.EqualTo((email.Length == 0 ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Unauthorized, false)));
    }

    [Test]
    public async Task An_unknown_address_and_a_wrong_password_look_the_same()
    {
        using var http = Server.Anonymous();

        async Task<string?> MessageAsync(string email)
        {
            using var answer = await http.PostAsync("/login", Form(email, "wrong"));
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message").GetString();
        }

        Assert.That(await MessageAsync("nobody@demo.test"), Is.EqualTo(await MessageAsync("coach@demo.test")));
    }

    [Test]
    public async Task Signing_out_ends_the_session_and_removes_the_cookie()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");

        using var signedOut = await coach.Http.DeleteAsync("/delete");
        using var afterwards = await coach.Http.DeleteAsync("/delete");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((signedOut.StatusCode, afterwards.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
            foreach (var answer in new[] { signedOut, afterwards })
                Assert.That(answer.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("id=;").And.Contain("Max-Age=0"));
        }
    }

    [Test]
    public async Task Signing_in_again_in_the_same_browser_ends_the_session_before()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");

        using var again = await coach.Http.PostAsync("/login", Form("coachee@demo.test", DemoData.Password));
        using var old = await coach.Http.GetAsync("/organizations");

        Assert.That((again.StatusCode, old.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That(old.Headers.Contains("Set-Cookie"), Is.False, "an answer that comes late does not undo the new cookie");
    }

    [Test]
    public void A_session_is_remembered_as_replaced_for_a_minute()
    {
        var clock = new FakeTimeProvider();
        var replaced = new ReplacedSessions(clock);
        var (token, other) = (SessionToken.Create(), SessionToken.Create());

        replaced.Add(new SignedIn(SessionToken.IdOf(token), Guid.NewGuid()));
        clock.Advance(TimeSpan.FromSeconds(59));
        var meanwhile = (replaced.Contains(token), replaced.Contains(other));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((meanwhile, replaced.Contains(token)), Is.EqualTo(((true, false), false)));
    }

    [Test]
    public async Task A_new_password_ends_every_session()
    {
        using var server = PlatformServer.Start();
        using var coach = await server.SignInAsync("coach@demo.test");
        await server.InDatabaseAsync(async db =>
        {
            (await db.Users.SingleAsync(user => user.Id == coach.Id)).ChangePassword("another", DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });

        using var answer = await coach.Http.GetAsync("/organizations");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task An_unused_session_expires_and_a_used_one_does_not()
    {
        using var server = PlatformServer.Start(
            new Dictionary<string, string> { ["Session:Lifetime"] = "00:00:05", ["Sse:KeepAlive"] = "00:00:01" });
        using var used = await server.SignInAsync("coach@demo.test");
        using var unused = await server.SignInAsync("coachee@demo.test");

        await Eventually.TrueAsync(
            async () => await GetAsync(used) == HttpStatusCode.OK
                && !await server.InDatabaseAsync(db => db.LoginSessions.AnyAsync(session => session.UserId == unused.Id)),
            "the unused session expires and is forgotten");

        Assert.That((await GetAsync(used), await GetAsync(unused)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    [Test]
    public async Task The_database_holds_no_token_and_no_password()
    {
        using var coach = await Server.SignInAsync("coach@demo.test");

        var (sessions, hashes) = await Server.InDatabaseAsync(async db => (
            await db.LoginSessions.Select(session => session.Id).ToListAsync(),
            await db.Users.Where(user => user.PasswordHash != null).Select(user => user.PasswordHash).ToListAsync()));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(sessions, Has.None.Contains(coach.Cookie));
            Assert.That(hashes, Has.None.Contains(DemoData.Password));
        }
    }

    [TestCase(null, HttpStatusCode.BadRequest)]
    [TestCase("2.0.0", HttpStatusCode.BadRequest)]
    [TestCase("1.0.0-beta1", HttpStatusCode.OK)]
    [TestCase(" \"1.0.0-beta1\" ", HttpStatusCode.OK)]
    public async Task The_version_header_is_checked_once_somebody_is_signed_in(string? version, HttpStatusCode expected)
    {
        using var coach = await Server.SignInAsync("coach@demo.test");
        using var http = new HttpClient { BaseAddress = Server.Address };
        if (version is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("x-version", version);

        using var anonymous = await http.GetAsync("/organizations");
        http.DefaultRequestHeaders.Add("Cookie", $"id={coach.Cookie}");
        using var signedIn = await http.GetAsync("/organizations");

        Assert.That((anonymous.StatusCode, signedIn.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, expected)));
    }

    private static async Task<HttpStatusCode> GetAsync(Person person)
    {
        using var answer = await person.Http.GetAsync("/organizations");
        return answer.StatusCode;
    }

    private static FormUrlEncodedContent Form(string email, string password) =>
        new(new Dictionary<string, string> { ["email"] = email, ["password"] = password, ["role"] = "User", ["id"] = "" });
}
