using System.Net;
using System.Text.Json.Nodes;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>What people change about themselves.</summary>
[Category("Features")]
public sealed class ProfileTests : DemoServerTests
{
    [Test]
    public async Task Somebody_changes_their_profile_and_what_is_null_stays()
    {
        var path = $"/users/{Coachee.Id}";
        var before = await Coachee.SendAsync(HttpMethod.Get, path);

        await Coachee.SendAsync(HttpMethod.Put, path, new
        {
            first_name = "Elias",
            timezone = (string?)null,
            default_coaching_session_duration_minutes = 45,
            roles = "ignored",
            id = ""
        });
        var after = await Coachee.SendAsync(HttpMethod.Get, path);
        var unchanged = await Coachee.SendAsync(HttpMethod.Put, path, new { });
        var respelled = await Coachee.SendAsync(HttpMethod.Put, path, new { email = "Coachee@Demo.test" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((after.GetProperty("first_name").GetString(), after.GetProperty(
                "default_coaching_session_duration_minutes").GetInt32()), Is.EqualTo(("Elias", 45)));
            Assert.That(after.GetProperty("timezone").GetString(), Is.EqualTo(before.GetProperty("timezone").GetString()));
            Assert.That(unchanged.GetProperty("first_name").GetString(), Is.EqualTo("Elias"));
            Assert.That(respelled.GetProperty("email").GetString(), Is.EqualTo("Coachee@Demo.test"), "the same address in other letters");
        }
    }

    [TestCase("default_coaching_session_duration_minutes", 0)]
    [TestCase("default_coaching_session_duration_minutes", 481)]
    [TestCase("email", "no address")]
    [TestCase("timezone", "123456789012345678901234567890123456789012345678901")]
    [TestCase("timezone", "Mars/Olympus")]
    [TestCase("timezone", "")]
    [TestCase("github_profile_url", "javascript:alert(1)")]
    public async Task A_profile_that_cannot_be_is_refused(string member, object value)
    {
        using var answer = await Coachee.TrySendAsync(
            HttpMethod.Put, $"/users/{Coachee.Id}", new Dictionary<string, object> { [member] = value });

        Assert.That(await answer.ErrorAsync(), Is.EqualTo((422, "validation_error")));
    }

    [Test]
    public async Task A_page_may_send_the_whole_profile_back_as_it_read_it()
    {
        var path = $"/users/{Coachee.Id}";
        foreach (var address in new[] { null, "", "https://github.com/eli" })
        {
            var read = JsonNode.Parse((await Coachee.SendAsync(HttpMethod.Get, path)).ToString())!;
            read["github_profile_url"] = address;
            read["default_coaching_session_duration_minutes"] = 45;

            using var answer = await Coachee.TrySendAsync(HttpMethod.Put, path, read);

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), address);
        }
    }

    [TestCase("Asia/Calcutta")]
    [TestCase("US/Pacific")]
    [TestCase("Etc/UTC")]
    [TestCase("America/Argentina/ComodRivadavia")]
    public async Task Any_name_of_a_time_zone_that_browsers_use_is_good(string zone)
    {
        await Coachee.SendAsync(HttpMethod.Put, $"/users/{Coachee.Id}", new { timezone = zone });
        var invited = await Admin.SendAsync(
            HttpMethod.Post, $"/organizations/{Harbour}/users",
            new { email = "new@demo.test", first_name = "N", last_name = "N", timezone = zone });

        var user = await Coachee.SendAsync(HttpMethod.Get, $"/users/{Coachee.Id}");
        Assert.That((user.GetProperty("timezone").GetString(), invited.GetProperty("timezone").GetString()), Is.EqualTo((zone, zone)));
    }

    [Test]
    public async Task Somebody_whose_stored_time_zone_is_none_still_works_and_can_choose_another()
    {
        await Server.InDatabaseAsync(
            db => db.Users.Where(u => u.Id == Coachee.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Timezone, "Mars/Olympus")));
        using var again = await Server.SignInAsync("coachee@demo.test");

        await again.SendAsync(HttpMethod.Get, $"/users/{Coachee.Id}");
        await again.SendAsync(HttpMethod.Get, $"/users/{Coachee.Id}/coaching_sessions?from_date=2026-01-01&to_date=2026-12-31");
        await Admin.SendAsync(HttpMethod.Get, $"/organizations/{Harbour}/users");
        await again.SendAsync(HttpMethod.Put, $"/users/{Coachee.Id}", new { first_name = "Eli" });
        await again.SendAsync(HttpMethod.Put, $"/users/{Coachee.Id}", new { timezone = "Europe/Oslo" });

        Assert.That((await again.SendAsync(HttpMethod.Get, $"/users/{Coachee.Id}")).GetProperty("timezone").GetString(), Is.EqualTo(
            "Europe/Oslo"));
    }

    [Test]
    public async Task A_new_password_ends_every_other_session_and_its_streams_at_once()
    {
        using var phone = await Server.SignInAsync("coachee@demo.test");
        await using var stream = await phone.OpenStreamAsync();
        await using var own = await Coachee.OpenStreamAsync();
        await Coachee.SendAsync(HttpMethod.Put, $"/users/{Coachee.Id}", new { email = "thief@demo.test" });
        var path = $"/users/{Coachee.Id}/password";
        const string NewPassword = "a-new-long-password";

        using var wrong = await Coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = "wrong", new_password = NewPassword, confirm_password = NewPassword });
        using var differs = await Coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = NewPassword, confirm_password = "x" });
        using var weak = await Coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = "short", confirm_password = "short" });
        Assert.That(stream.Parser.Retry, Is.Not.Null);
        using var changed = await Coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = NewPassword, confirm_password = NewPassword });
        await stream.NextAsync("force_logout");
        await stream.Ended;
        await own.Ended;
        using var dead = await phone.TrySendAsync(HttpMethod.Get, "/organizations");
        using var old = await Coachee.TrySendAsync(HttpMethod.Get, "/organizations");
        using var goesOn = Person.ClientFor(
            Server.Address, changed.Headers.GetValues("Set-Cookie").Single().Split(';')[0]["id=".Length..]);
        using var here = await goesOn.GetAsync("/organizations");
        using var again = await Server.SignInAsync("coachee@demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await wrong.ErrorAsync(), Is.EqualTo((422, "validation_error")));
            Assert.That(await differs.ErrorAsync(), Is.EqualTo((422, "validation_error")));
            Assert.That(await weak.ErrorAsync(), Is.EqualTo((422, "validation_error")));
            Assert.That(await changed.Content.ReadAsStringAsync(), Is.EqualTo("""{"status_code":200,"data":null}"""));
            Assert.That((dead.StatusCode, old.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)));
            Assert.That(here.StatusCode, Is.EqualTo(HttpStatusCode.OK), "with the cookie of the answer");
            Assert.That((dead.Headers.Contains("Set-Cookie"), old.Headers.Contains("Set-Cookie")), Is.EqualTo(
                (true, false)), "a late answer does not undo that cookie");
            Assert.That(await Server.InDatabaseAsync(
                db => db.AccountLinks.CountAsync(t => t.UserId == Coachee.Id)), Is.Zero, "no link is worth anything any more");
            Assert.That(own.TakeAll(), Is.Empty, "it comes back by itself; a farewell would sign this browser out");
        }
    }
}
