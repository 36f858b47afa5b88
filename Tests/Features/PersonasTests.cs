using System.Net;
using System.Text.Json;

namespace CoachingPlatform.Tests.Features;

/// <summary>Several people in one browser, as the live page has them.</summary>
[Category("Features")]
public sealed class PersonasTests
{
    [Test]
    public async Task Each_name_below_as_keeps_cookies_of_its_own()
    {
        var jar = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = jar }) { BaseAddress = SharedServer.Instance.Address };
        http.DefaultRequestHeaders.Add("x-version", "1.0.0-beta1");
        var cleo = await SignInAsync(http, "", "coach@demo.test");
        var eli = await SignInAsync(http, "as/second/", "coachee@demo.test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await StatusAsync(http, $"users/{cleo}"), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await StatusAsync(http, $"users/{eli}"), Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await StatusAsync(http, $"as/second/users/{eli}"), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await StatusAsync(http, $"as/second/users/{cleo}"), Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(await StatusAsync(http, $"as/third/users/{cleo}"), Is.EqualTo(HttpStatusCode.Unauthorized), "nobody is there");
            Assert.That(
                jar.GetAllCookies().Select(cookie => cookie.Name).Order(), Is.EqualTo(["device", "id", "second-device", "second-id"]));
        }
        await http.DeleteAsync("as/second/delete");
        Assert.That(await StatusAsync(http, $"as/second/users/{eli}"), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(http, $"users/{cleo}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("as")]
    [TestCase("as/")]
    [TestCase("as/second")]
    [TestCase("as/UPPER/health")]
    [TestCase("as/a-b/health")]
    [TestCase("as/seventeenletterss/health")]
    public async Task What_is_no_name_is_no_address(string path)
    {
        using var http = SharedServer.Instance.Anonymous();

        Assert.That(await StatusAsync(http, path), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(http, "as/sixteen16letters/health"), Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<Guid> SignInAsync(HttpClient http, string folder, string email)
    {
        using var answer = await http.PostAsync($"{folder}login", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = email, ["password"] = "coach-the-team-well" }));
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return body.GetProperty("data").GetProperty("id").GetGuid();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }
}
