using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace CoachingPlatform.Tests.Support;

/// <summary>Somebody who is signed in, with the HTTP client of their browser.</summary>
public sealed class Person : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private Person(Guid id, string cookie, HttpClient http) => (Id, Cookie, Http) = (id, cookie, http);

    public Guid Id { get; }

    /// <summary>Value of the cookie <c>id</c>.</summary>
    public string Cookie { get; }

    public HttpClient Http { get; }

    public static async Task<Person> SignInAsync(Uri server, string email, string password)
    {
        using var http = ClientFor(server, cookie: null);
        using var answer = await http.PostAsync("/login", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = email, ["password"] = password }));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("id=", StringComparison.Ordinal))
            .Split(';')[0]["id=".Length..];
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new Person(body.GetProperty("data").GetProperty("id").GetGuid(), cookie, ClientFor(server, cookie));
    }

    public static HttpClient ClientFor(Uri server, string? cookie)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = server,
            Timeout = Timeout,
        };
        http.DefaultRequestHeaders.Add("x-version", "1.0.0-beta1");
        if (cookie is not null)
            http.DefaultRequestHeaders.Add("Cookie", $"id={cookie}");
        return http;
    }

    /// <summary>Sends a request that must succeed and returns its <c>data</c>.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await TrySendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data");
    }

    public Task<HttpResponseMessage> TrySendAsync(HttpMethod method, string path, object? body = null, CancellationToken ct = default) =>
        Http.SendAsync(
            new HttpRequestMessage(method, path)
            {
                Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            },
            ct);

    public Task<LiveStream> OpenStreamAsync(string? lastEventId = null) => LiveStream.OpenAsync(Http, lastEventId);

    public Task<JsonElement> CreateActionAsync(Guid sessionId, string body) =>
        SendAsync(HttpMethod.Post, "/actions", new { coaching_session_id = sessionId, body, status = "NotStarted" });

    public void Dispose() => Http.Dispose();
}
