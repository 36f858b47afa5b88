using System.Net;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

[Category("Features")]
public sealed class ForceLogoutTests
{
    private static PlatformServer Server => SharedServer.Instance;

    [TestCase("admin@demo.test")]
    [TestCase("super@demo.test")]
    public async Task Everything_the_user_has_open_ends_with_a_word_of_farewell(string administrator)
    {
        using var admin = await Server.SignInAsync(administrator);
        using var laptop = await Server.SignInAsync("coachee2@demo.test");
        using var phone = await Server.SignInAsync("coachee2@demo.test");
        await using var tab1 = await laptop.OpenStreamAsync();
        await using var tab2 = await phone.OpenStreamAsync();

        var answer = await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{laptop.Id}", new { reason = "Lost laptop" });

        foreach (var stream in new[] { tab1, tab2 })
        {
            Assert.That((await stream.NextAsync("force_logout")).ToString(), Is.EqualTo("""{"reason":"Lost laptop"}"""));
            await stream.Ended;
        }
        using var dead = await laptop.Http.DeleteAsync("/delete");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.GetProperty("user_id").GetGuid(), Is.EqualTo(laptop.Id));
            Assert.That(answer.GetProperty("revoked_sessions").GetInt32(), Is.GreaterThanOrEqualTo(2));
            Assert.That(dead.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(dead.Headers.GetValues("Set-Cookie").Single(), Does.StartWith("id=;"));
        }
    }

    [Test]
    public async Task Who_signs_in_again_is_not_signed_out_by_the_past()
    {
        using var admin = await Server.SignInAsync("admin@demo.test");
        using var before = await Server.SignInAsync("coachee2@demo.test");
        await using var stream = await before.OpenStreamAsync();
        var position = stream.Parser.LastEventId;
        await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{before.Id}");
        await stream.Ended;

        using var after = await Server.SignInAsync("coachee2@demo.test");
        await using var resumed = await after.OpenStreamAsync(position);
        await after.TouchOwnSessionAsync();

        await resumed.NextAsync("coaching_session_title_updated");
    }

    [Test]
    public async Task Somebody_who_is_not_signed_in_can_be_signed_out()
    {
        using var admin = await Server.SignInAsync("admin@demo.test");
        using var coachee = await Server.SignInAsync("coachee2@demo.test");
        await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{coachee.Id}");

        var answer = await admin.SendAsync(HttpMethod.Post, $"/admin/force_logout/{coachee.Id}");

        Assert.That(answer.GetProperty("revoked_sessions").GetInt32(), Is.Zero);
    }

    [TestCase(null, "coachee@demo.test", HttpStatusCode.Unauthorized)]
    [TestCase("coach@demo.test", "coachee@demo.test", HttpStatusCode.Forbidden)]
    [TestCase("outsider@demo.test", "coachee@demo.test", HttpStatusCode.Forbidden)]
    [TestCase("admin@demo.test", "outsider@demo.test", HttpStatusCode.Forbidden)]
    [TestCase("admin@demo.test", "super@demo.test", HttpStatusCode.Forbidden)]
    [TestCase("super@demo.test", null, HttpStatusCode.NotFound)]
    [TestCase("coach@demo.test", null, HttpStatusCode.Forbidden)]
    public async Task Only_those_who_run_the_users_organization_may(string? caller, string? target, HttpStatusCode expected)
    {
        using var person = caller is null ? null : await Server.SignInAsync(caller);
        using var victim = target is null ? null : await Server.SignInAsync(target);
        // the version header is not required here
        using var http = new HttpClient { BaseAddress = Server.Address };
        if (person is not null)
            http.DefaultRequestHeaders.Add("Cookie", $"id={person.Cookie}");

        using var answer = await http.PostAsync($"/admin/force_logout/{victim?.Id ?? Guid.NewGuid()}", null);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (victim is not null)
            await victim.SendAsync(HttpMethod.Get, $"/users/{victim.Id}");   // still signed in
    }
}
