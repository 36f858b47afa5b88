using System.Net;
using System.Text;
using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>One person's way to the server: signs in, sends requests with the cookie, opens the stream.</summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>Version of the API, which requests name.</summary>
    public const string Version = "1.0.0-beta1";

    private readonly HttpClient _http;
    private readonly Output _output;

    private ApiClient(string label, Guid id, Credentials credentials, string cookie, HttpClient http, Output output)
    {
        (Label, UserId, Credentials, Cookie, _http, _output) = (label, id, credentials, cookie, http, output);
    }

    public string Label { get; }

    public Guid UserId { get; }

    public Credentials Credentials { get; }

    /// <summary>The cookie of the login session, <c>name=value</c>.</summary>
    public string Cookie { get; }

    /// <exception cref="StepFailedException">The server refuses, or its answer lacks the cookie or the user.</exception>
    public static async Task<ApiClient> SignInAsync(
        Uri baseUrl, string label, Credentials credentials, Output output, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
        http.BaseAddress = new Uri(baseUrl.ToString().TrimEnd('/') + "/");
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["email"] = credentials.Email, ["password"] = credentials.Password });
        using var answer = await http.PostAsync("login", form, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        if (!answer.IsSuccessStatusCode)
            throw new StepFailedException($"Signing in as {credentials.Email} answered {(int)answer.StatusCode}: {MessageOf(body)}");
        var cookie = answer.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? cookies.Select(value => value.Split(';')[0]).FirstOrDefault(value => value.StartsWith("id=", StringComparison.Ordinal))
            : null;
        if (cookie is null)
            throw new StepFailedException($"Signing in as {credentials.Email} set no cookie named id.");
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        return new ApiClient(label, Member(Parse(body), "data", "id").GetGuid(), credentials, cookie, http, output);
    }

    /// <summary>Sends a request that must answer 2xx and returns its <c>data</c>.</summary>
    /// <exception cref="StepFailedException">It does not, or the answer has no <c>data</c>.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct, bool withVersion = true)
    {
        using var request = Request(method, path, body, withVersion);
        using var answer = await _http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        _output.Debug($"[{Label}] {method} /{path}: {(int)answer.StatusCode}");
        if (!answer.IsSuccessStatusCode)
            throw new StepFailedException($"{method} /{path} answered {(int)answer.StatusCode}: {MessageOf(text)}");
        return Member(Parse(text), "data");
    }

    /// <summary>What a request answers, whatever it is.</summary>
    /// <returns>The status, and the id of what was created; null when nothing with an id was.</returns>
    public async Task<(int Status, string? Created)> TryAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = Request(method, path, body);
        using var answer = await _http.SendAsync(request, ct);
        var created = method == HttpMethod.Post && answer.IsSuccessStatusCode
            && Member(Parse(await answer.Content.ReadAsStringAsync(ct)), "data").TryGetProperty("id", out var id)
            ? id.ToString()
            : null;
        return ((int)answer.StatusCode, created);
    }

    /// <summary>Ends the login session; one that has ended already is fine.</summary>
    public async Task SignOutAsync(CancellationToken ct)
    {
        using var request = Request(HttpMethod.Delete, "delete", null, withVersion: false);
        using var answer = await _http.SendAsync(request, ct);
        _output.Debug($"[{Label}] signed out: {(int)answer.StatusCode}");
    }

    /// <param name="lastEventId">The position to resume from; null: start now.</param>
    /// <param name="start">Until then nothing is read but the opening frame; null: now.</param>
    /// <exception cref="StepFailedException">The answer is not 200, or not an event stream.</exception>
    public async Task<EventStream> OpenStreamAsync(CancellationToken ct, string? lastEventId = null, Task? start = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(EventStream.EventTimeout);
        return new EventStream(await OpenRawStreamAsync(lastEventId, limit.Token), Label, _output, start ?? Task.CompletedTask);
    }

    /// <summary>The stream, unread.</summary>
    /// <exception cref="StepFailedException">The answer is not 200, or not an event stream.</exception>
    public async Task<HttpResponseMessage> OpenRawStreamAsync(string? lastEventId, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "sse");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        var type = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode == HttpStatusCode.OK && type == "text/event-stream")
            return answer;
        answer.Dispose();
        throw new StepFailedException($"[{Label}] GET /sse answered {(int)answer.StatusCode} with content type {type ?? "none"}.");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A member of a payload; a payload without it fails the scenario instead of crashing the program.</summary>
    public static JsonElement Member(JsonElement json, params string[] path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                throw new StepFailedException($"The answer has no {string.Join('.', path)}.");
        }
        return json;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body, bool withVersion = true)
    {
        var request = new HttpRequestMessage(method, path);
        if (withVersion)
            request.Headers.Add("x-version", Version);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return request;
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            throw new StepFailedException("The answer is not JSON.");
        }
    }

    private static string MessageOf(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement.GetProperty("message").GetString() ?? body;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body.Length == 0 ? "(no body)" : body;
        }
    }
}
