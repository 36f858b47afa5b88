using System.Net;
using System.Text.Json;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>Organizations and what is announced in them.</summary>
[Category("Features")]
public sealed class OrganizationsTests : DemoServerTests
{
    [Test]
    public async Task An_organization_is_founded_renamed_and_deleted()
    {
        using var created = await Super.TrySendAsync(
            HttpMethod.Post, "/organizations", new { id = "", name = "  Blue  Heron & Co. ", logo = "", slug = "" });
        var organization = await created.DataAsync();
        var path = $"/organizations/{organization.GetProperty("id")}";
        var renamed = await Super.SendAsync(HttpMethod.Put, path, new { name = "Ærø Ñandú" });
        await Super.SendAsync(HttpMethod.Delete, path);
        using var gone = await Super.TrySendAsync(HttpMethod.Get, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((created.StatusCode, created.Headers.Location?.ToString()), Is.EqualTo((HttpStatusCode.Created, path)));
            Assert.That(
                (organization.GetProperty("name").GetString(), organization.GetProperty("slug").GetString(), organization.GetProperty(
                    "logo").GetString()),
                Is.EqualTo(("Blue  Heron & Co.", "blue-heron-co", "")));
            Assert.That((renamed.GetProperty("slug").GetString(), renamed.GetProperty("logo").ValueKind), Is.EqualTo(
                ("aero-nandu", JsonValueKind.Null)));
            Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [TestCase("", 422, "validation_error")]
    [TestCase("   ", 422, "validation_error")]
    [TestCase(256, 422, "validation_error")]
    [TestCase(255, 201, null)]
    [TestCase("Demo-Harbour", 409, "organization_name_taken")]
    [TestCase(" Demo Harbour ", 409, "organization_name_taken")]
    public async Task A_name_is_given_once(object nameOrLength, int expected, string? error)
    {
        var name = nameOrLength as string ?? new string('x', (int)nameOrLength);

        using var answer = await Super.TrySendAsync(HttpMethod.Post, "/organizations", new { name });
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
        if (error is not null)
            Assert.That(body.GetProperty("error").GetString(), Is.EqualTo(error));
        if (expected == 409)
            Assert.That(body.GetProperty("details").GetProperty("name").GetString(), Is.EqualTo(name.Trim()));
    }

    [Test]
    public async Task Of_many_who_take_a_name_at_the_same_moment_one_gets_it()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var answer = await Super.TrySendAsync(HttpMethod.Post, "/organizations", new { name = "Contested" });
            return (int)answer.StatusCode;
        }));

        Assert.That(statuses.Count(status => status == 201), Is.EqualTo(1));
        Assert.That(statuses.Count(status => status == 409), Is.EqualTo(9));
    }

    [Test]
    public async Task What_is_not_empty_is_not_deleted()
    {
        using var answer = await Super.TrySendAsync(HttpMethod.Delete, $"/organizations/{Harbour}");
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That(
            (answer.StatusCode, body.GetProperty("error").GetString()), Is.EqualTo((HttpStatusCode.Conflict, "organization_not_empty")));
        Assert.That(body.GetProperty("details").ToString(), Is.EqualTo("""{"coaching_relationship_count":2,"coaching_session_count":10,"member_count":5}"""));
    }

    [Test]
    public async Task Archiving_keeps_its_first_date_blocks_what_is_new_and_tells_the_members()
    {
        await using var stream = await Coachee.OpenStreamAsync();
        using var outsider = await Server.SignInAsync("outsider@demo.test");
        await using var elsewhere = await outsider.OpenStreamAsync();

        var archived = await Super.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/archive", new { });
        var again = await Super.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/archive");
        var refusals = new List<string?>();
        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Post, "users", new { email = "new@demo.test", first_name = "N", last_name = "N" }),
            (HttpMethod.Put, $"users/{Coach.Id}/role", new { role = "Admin" }),
            (HttpMethod.Post, $"users/{Super.Id}/role", new { role = "User" }),
            (HttpMethod.Post, "coaching_relationships", new { coach_id = Coachee.Id, coachee_id = Coach.Id }),
        })
        {
            using var refused = await Super.TrySendAsync(method, $"/organizations/{Harbour}/{path}", body);
            refusals.Add((await refused.ErrorAsync()).Error);
        }
        await Coachee.SendAsync(HttpMethod.Get, $"/organizations/{Harbour}/users");
        var active = await Super.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/unarchive");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(archived.GetProperty("archived_by").GetGuid(), Is.EqualTo(Super.Id));
            Assert.That(again.ToString(), Is.EqualTo(archived.ToString()));
            Assert.That(refusals, Has.All.EqualTo("organization_archived"));
            Assert.That((active.GetProperty("archived_at").ValueKind, active.GetProperty("archived_by").ValueKind), Is.EqualTo(
                (JsonValueKind.Null, JsonValueKind.Null)));
        }
        for (var i = 0; i < 2; i++)
            Assert.That((await stream.NextAsync("organization_changed")).GetProperty("organization_id").GetGuid(), Is.EqualTo(Harbour));
        await Super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "the end" });
        Assert.That((await elsewhere.NextAsync()).Type, Is.EqualTo("announcement"), "nothing before it");
    }

    [Test]
    public async Task Announcements_reach_an_organization_or_everybody_also_who_comes_back()
    {
        using var outsider = await Server.SignInAsync("outsider@demo.test");
        await using var stream = await outsider.OpenStreamAsync();
        string position;
        await using (var first = await Coachee.OpenStreamAsync())
        {
            await Admin.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/announcements", new { message = "Lunch at noon" });
            var live = await first.NextAsync();
            position = live.LastEventId;
            Assert.That(live.Data, Is.EqualTo($$$"""{"type":"announcement","data":{"organization_id":"{{{Harbour}}}","message":"Lunch at noon"}}"""));
        }

        await Super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "Back at six" });

        Assert.That((await stream.NextAsync("announcement")).ToString(), Is.EqualTo("""{"organization_id":null,"message":"Back at six"}"""), "nothing before it");
        await using var second = await Coachee.OpenStreamAsync(position);
        Assert.That((await second.NextAsync("announcement")).GetProperty("message").GetString(), Is.EqualTo("Back at six"));
    }

    [TestCase("")]
    [TestCase(1001)]
    public async Task An_announcement_has_something_to_say(object messageOrLength)
    {
        var message = messageOrLength as string ?? new string('x', (int)messageOrLength);

        using var answer = await Super.TrySendAsync(HttpMethod.Post, "/admin/announcements", new { message });

        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
    }

    [Test]
    public async Task Organizations_whose_names_have_no_latin_letters_exist_side_by_side()
    {
        var slugs = new List<string?>();
        foreach (var name in new[] { "日本", "中国", "Ωμέγα", "***", "株式会社 ABC", "有限会社 ABC" })
            slugs.Add((await Super.SendAsync(HttpMethod.Post, "/organizations", new { name })).GetProperty("slug").GetString());
        using var again = await Super.TrySendAsync(HttpMethod.Post, "/organizations", new { name = " 日本 " });

        Assert.That(slugs, Is.Unique.And.All.Match("^[a-z0-9]+(-[a-z0-9]+)*$"));
        Assert.That(await again.ErrorAsync(), Is.EqualTo((409, "organization_name_taken")));
    }
}
