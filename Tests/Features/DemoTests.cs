using System.Net;
using System.Text.Json;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>What a server that is tried out offers, and a server in production keeps to itself.</summary>
[Category("Features")]
public sealed class DemoTests
{
    private const string Document = "/swagger/v1/swagger.json";
    private static readonly Dictionary<string, string> Production = new() { ["environment"] = "Production" };

    [Test]
    public async Task The_pages_learn_whom_one_can_sign_in_as()
    {
        using var nobody = SharedServer.Instance.Anonymous();
        nobody.DefaultRequestHeaders.Remove("x-version");

        var people = JsonDocument.Parse(await nobody.GetStringAsync("/demo")).RootElement.GetProperty("data");
        var coach = people.EnumerateArray().Single(person => person.GetProperty("email").GetString() == "coach@demo.test");

        Assert.That(people.GetArrayLength(), Is.EqualTo(DemoData.People.Count));
        Assert.That(coach.ToString(), Is.EqualTo(
            """{"email":"coach@demo.test","first_name":"Cleo","part":"coach of the next two","password":"coach-the-team-well"}"""));
        Assert.That(await nobody.GetStringAsync(Document), Does.Contain(DemoData.Password));
    }

    [Test]
    public async Task Who_is_not_in_the_database_is_not_offered()
    {
        using var server = PlatformServer.Start();
        await server.InDatabaseAsync(
            db => db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.EmailNormalized, x => "former-" + x.EmailNormalized)));
        using var nobody = server.Anonymous();

        Assert.That(await nobody.GetStringAsync("/demo"), Is.EqualTo("""{"status_code":200,"data":[]}"""));
        Assert.That(await nobody.GetStringAsync(Document), Does.Not.Contain(DemoData.Password));
    }

    [Test]
    public async Task In_production_nothing_that_is_served_offers_demo_people_even_when_they_are_there()
    {
        using var server = PlatformServer.Start(Production);
        using var super = await server.SignInAsync("super@demo.test");
        using var nobody = server.Anonymous();

        Assert.That(await nobody.GetStringAsync("/demo"), Is.EqualTo("""{"status_code":200,"data":[]}"""));
        Assert.That(await super.Http.GetStringAsync(Document), Does.Contain("/login").And.Not.Contain(DemoData.Password));
    }

    [TestCase("/swagger")]
    [TestCase("/swagger/index.html")]
    [TestCase("/Swagger/index.html")]
    [TestCase("/swagger/swagger-ui.css")]
    [TestCase(Document)]
    public async Task In_production_the_description_of_the_API_is_for_super_admins(string path)
    {
        using var server = PlatformServer.Start(Production);
        using var super = await server.SignInAsync("super@demo.test");
        using var admin = await server.SignInAsync("admin@demo.test");
        using var nobody = server.Anonymous();

        Assert.That(await ErrorOfAsync(nobody, path), Is.EqualTo((401, "unauthorized")));
        Assert.That(await ErrorOfAsync(admin.Http, path), Is.EqualTo((403, "forbidden")));
        using var answer = await super.Http.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.MovedPermanently).Or.EqualTo(
            HttpStatusCode.NotFound));
    }

    private static async Task<(int Status, string? Error)> ErrorOfAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty(
            "error").GetString());
    }
}
