using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoachingPlatform.Tests.Support;

/// <summary>For tests about accounts and the links to them: a server for each test, an administrator, and somebody who is not signed in.</summary>
public abstract partial class AccountFixture
{
    protected const string NewPassword = "an-entirely-new-phrase";

    protected PlatformServer Server { get; private set; } = null!;

    protected Person Admin { get; private set; } = null!;

    protected HttpClient Nobody { get; private set; } = null!;

    protected Guid OrganizationId { get; private set; }

    [SetUp]
    public async Task Start()
    {
        Server = PlatformServer.Start(
            new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:01:00" });   // no sweep ends a stream in a test
        Admin = await Server.SignInAsync("admin@demo.test");
        Nobody = Server.Anonymous();
        OrganizationId = (await Admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
    }

    [TearDown]
    public void Stop()
    {
        Nobody.Dispose();
        Admin.Dispose();
        Server.Dispose();
    }

    protected async Task<Guid> InviteAsync(string email) =>
        (await Admin.SendAsync(HttpMethod.Post, $"/organizations/{OrganizationId}/users", new
        {
            email,
            first_name = "T<obi",
            last_name = "Lind",
            timezone = "Europe/Oslo",
        })).GetProperty("id").GetGuid();

    protected Task<HttpResponseMessage> PostAsync(string path, object body) => Nobody.PostAsync(path, Json(body));

    protected async Task<int> SignInStatusAsync(string email, string password)
    {
        using var answer = await SignInAsync(email, password);
        return (int)answer.StatusCode;
    }

    protected Task<HttpResponseMessage> SignInAsync(string email, string password) =>
        Nobody.PostAsync(
            "/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = email, ["password"] = password }));

    protected static StringContent Json(object body) => new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    protected static async Task<JsonElement> DataAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("data");

    protected static async Task<(int Status, string? Error)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());

    protected static string TokenIn(string? text) => Link().Match(text ?? "").Groups["token"].Value;

    [GeneratedRegex("http://[a-z0-9.:]+/(setup|reset-password|confirm-email)/(?<token>[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
