using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoachingPlatform.Tests.Features;

/// <summary>Tests about accounts and the links to them: each has a server of its own, and somebody who is not signed in.</summary>
public abstract partial class AccountServerTests : OwnServerTests
{
    protected const string NewPassword = "an-entirely-new-phrase";

    protected HttpClient Nobody { get; private set; } = null!;

    [SetUp]
    public void Come() => Nobody = Server.Anonymous();

    [TearDown]
    public void Leave() => Nobody.Dispose();

    protected async Task<Guid> InviteAsync(string email) =>
        (await Admin.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/users", new
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

    protected static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    protected static string TokenIn(string? text) => Link().Match(text ?? "").Groups["token"].Value;

    [GeneratedRegex("http://[a-z0-9.:]+/(setup|reset-password|confirm-email)/(?<token>[A-Za-z0-9_-]{43})")]
    private static partial Regex Link();
}
