using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>The people, their streams and the session they work in; knows what to clean up.</summary>
internal sealed class TestRun(Settings settings, Output output, CancellationToken ct) : IAsyncDisposable
{
    /// <summary>Paths of what was created and is to be deleted, in that order.</summary>
    private readonly List<string> _created = [];

    /// <summary>Everybody who was ever signed in.</summary>
    private readonly List<ApiClient> _signedIn = [];
    private EventStream? _outsiderStream;

    public CancellationToken Cancellation => ct;

    public Output Output => output;

    public ApiClient Coach { get; private set; } = null!;

    public ApiClient Coachee { get; private set; } = null!;

    /// <summary>Null when nobody uninvolved was named.</summary>
    public ApiClient? Outsider { get; private set; }

    public EventStream CoachStream { get; private set; } = null!;

    public EventStream CoacheeStream { get; private set; } = null!;

    public string SessionId { get; private set; } = "";

    /// <summary>Signs everybody in, finds or makes a session where one is needed, and opens the streams.</summary>
    public async Task SetUpAsync(bool needsSession)
    {
        Coach = await SignInAsync("User 1 (Coach)", settings.User1);
        Coachee = await SignInAsync("User 2 (Coachee)", settings.User2);
        if (settings.Outsider is not null)
            Outsider = await SignInAsync("User 3 (Outsider)", settings.Outsider);
        if (needsSession)
            SessionId = await output.StepAsync("Find or create a coaching session", FindSessionAsync);
        await output.StepAsync("Open the streams", async () =>
        {
            CoachStream = await Coach.OpenStreamAsync(ct);
            CoacheeStream = await Coachee.OpenStreamAsync(ct);
            if (Outsider is not null)
                _outsiderStream = await Outsider.OpenStreamAsync(ct);
        });
    }

    public async Task<ApiClient> SignInAsync(string label, Credentials credentials)
    {
        var client = await output.StepAsync(
            $"Sign in {label}: {credentials.Email}", () => ApiClient.SignInAsync(settings.BaseUrl, label, credentials, output, ct));
        _signedIn.Add(client);
        return client;
    }

    /// <summary>Who may force a logout.</summary>
    public async Task<ApiClient> AdminAsync() => settings.Admin is null ? Coach : await SignInAsync("Admin", settings.Admin);

    /// <summary>The relationship of the two people.</summary>
    public string RelationshipId { get; private set; } = "";

    /// <summary>
    /// Creates something as the coach and returns its id; it is deleted in the end, whatever happens. This is not interrupted: of what
    /// the server had created already, nobody would know.
    /// </summary>
    public async Task<string> CreateAsync(string path, object body)
    {
        var created = await Coach.SendAsync(HttpMethod.Post, path, body, CancellationToken.None);
        var id = ApiClient.Member(created, "id").ToString();
        DeleteInTheEnd($"{path}/{id}");
        return id;
    }

    public void DeleteInTheEnd(string path) => _created.Insert(0, path);

    public async Task DeleteAsync(string path)
    {
        await Coach.SendAsync(HttpMethod.Delete, path, null, ct);
        _created.Remove(path);
    }

    /// <summary>What the server answers to who opens a stream with this cookie, or without one.</summary>
    public async Task<int> StatusOfStreamAsync(string? cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, settings.BaseUrl.ToString().TrimEnd('/') + "/sse");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return (int)answer.StatusCode;
    }

    /// <summary>Waits for an event on both participants' streams and checks it.</summary>
    public async Task ExpectOnBothAsync(string name, Action<JsonElement> check)
    {
        foreach (var stream in new[] { CoacheeStream, CoachStream })
            check(await stream.ExpectAsync(name, ct));
    }

    /// <summary>Signs the coachee in again after a forced logout and opens a new stream.</summary>
    public async Task ReturnCoacheeAsync()
    {
        await CoacheeStream.DisposeAsync();
        Coachee = await SignInAsync("User 2 (Coachee)", settings.User2);
        CoacheeStream = await Coachee.OpenStreamAsync(ct);
    }

    /// <summary>What holds at the end of each scenario: clean frames, and an outsider who has seen nothing.</summary>
    public async Task CheckAfterwardsAsync()
    {
        if (_outsiderStream is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), ct);   // a stray event would be on its way with the others
            var stray = _outsiderStream.TakeNames();
            if (stray.Count > 0)
                throw new StepFailedException($"The outsider received {string.Join(", ", stray)}.");
        }
        var streams = new[] { CoachStream, CoacheeStream, _outsiderStream }.OfType<EventStream>().ToList();
        var violations = streams.SelectMany(stream => stream.Violations).ToList();
        streams.ForEach(stream => stream.Violations.Clear());
        if (violations.Count > 0)
            throw new StepFailedException(string.Join("; ", violations));
    }

    /// <summary>
    /// Deletes what this run created and signs everybody out, also when the run failed or was interrupted. What cannot be undone is
    /// said, and does not change the result.
    /// </summary>
    public async Task CleanUpAsync()
    {
        foreach (var path in _created)
            await UndoAsync(path, () => Coach.SendAsync(HttpMethod.Delete, path, null, CancellationToken.None));
        foreach (var client in _signedIn)
            await UndoAsync($"a login session of {client.Credentials.Email}", () => client.SignOutAsync(CancellationToken.None));
        _created.Clear();
    }

    private async Task UndoAsync(string what, Func<Task> undo)
    {
        try
        {
            await undo();
        }
        catch (Exception error) when (error is StepFailedException or HttpRequestException or IOException)
        {
            output.Problem($"Left behind: {what} ({error.Message})");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in new[] { CoachStream, CoacheeStream, _outsiderStream })
        {
            if (stream is not null)
                await stream.DisposeAsync();
        }
        _signedIn.ForEach(client => client.Dispose());
    }

    private async Task<string> FindSessionAsync()
    {
        var organizations = await Coach.SendAsync(HttpMethod.Get, $"users/{Coach.UserId}/organizations", null, ct);
        var organization = First(organizations, _ => true)
            ?? throw new StepFailedException("User 1 belongs to no organization.");
        var path = $"organizations/{ApiClient.Member(organization, "id")}/coaching_relationships";
        var relationship = First(await Coach.SendAsync(HttpMethod.Get, path, null, ct), candidate =>
                ApiClient.Member(candidate, "coach_id").ToString() == Coach.UserId.ToString()
                && ApiClient.Member(candidate, "coachee_id").ToString() == Coachee.UserId.ToString())
            ?? await Coach.SendAsync(HttpMethod.Post, path, new { coach_id = Coach.UserId, coachee_id = Coachee.UserId }, ct);
        RelationshipId = ApiClient.Member(relationship, "id").ToString();

        var sessions = await Coach.SendAsync(
            HttpMethod.Get,
            $"coaching_sessions?coaching_relationship_id={RelationshipId}&from_date=2020-01-01&to_date=2035-12-31", null, ct);
        if (First(sessions, _ => true) is { } session)
            return ApiClient.Member(session, "id").ToString();
        return await CreateAsync("coaching_sessions", new { coaching_relationship_id = RelationshipId, date = "2024-01-01" });
    }

    private static JsonElement? First(JsonElement list, Func<JsonElement, bool> matches)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw new StepFailedException("A list was expected.");
        foreach (var element in list.EnumerateArray())
        {
            if (matches(element))
                return element;
        }
        return null;
    }
}
