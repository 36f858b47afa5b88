using System.Diagnostics;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>Opens many streams, makes changes at a rate, and counts what arrives.</summary>
internal sealed class LoadRun(LoadSettings settings, Output output, CancellationToken ct) : IAsyncDisposable
{
    /// <summary>How long the last deliveries may take before they count as lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LoadProgress _progress = new((int)Math.Ceiling(settings.Rate * settings.Seconds) + 1);
    private readonly List<ApiClient> _users = [];
    private readonly List<LoadStream> _streams = [];
    private readonly List<HttpResponseMessage> _slow = [];
    private ApiClient _publisher = null!;
    private string? _action;
    private int _concerned;
    private int _failed;
    private double _openedPerSecond;

    /// <exception cref="StepFailedException">A sign-in, a stream or the first change is refused.</exception>
    public async Task<LoadReport> RunAsync()
    {
        _publisher = await ApiClient.SignInAsync(settings.BaseUrl, "Publisher", settings.Publisher, output, ct);
        await output.StepAsync($"Sign {settings.Users.Count} users in", SignInAsync);
        var concerned = settings.Session is null ? null : await ConcernedAsync();
        await output.StepAsync($"Open {settings.Streams} streams", () => OpenAsync(concerned));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = _streams.ConvertAll(stream => stream.ReadAsync(stop.Token));
        using var server = settings.Process is { } id ? Process.GetProcessById(id) : null;
        var cpu = server?.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await output.ProgressAsync(
            () => $"{_progress.Published} published, {_progress.Delivered} delivered, {watch.Elapsed.TotalSeconds:0} of {settings.Seconds} s",
            async () =>
            {
                using var churning = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                var churn = ChurnAsync(churning.Token);
                await PublishAsync();
                await churning.CancelAsync();
                await churn;
                var waiting = Stopwatch.StartNew();
                while (_progress.Delivered < (long)_progress.Published * _concerned && waiting.Elapsed < Patience)
                    await Task.Delay(10, ct);
            });
        var duration = watch.Elapsed;
        server?.Refresh();
        var cpuPerDelivery = (server?.TotalProcessorTime - cpu) / Math.Max(1, _progress.Delivered);
        var cutOff = 0;
        foreach (var slow in _slow)
            cutOff += await IsCutOffAsync(slow) ? 1 : 0;
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        return Report(duration, cutOff, cpuPerDelivery, server?.WorkingSet64);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
            stream.Dispose();
        foreach (var slow in _slow)
            slow.Dispose();
        if (_action is not null)
            await _publisher.TryAsync(HttpMethod.Delete, $"actions/{_action}", null, CancellationToken.None);
        foreach (var user in _users.Append(_publisher).Where(user => user is not null))
        {
            try
            {
                await user.SignOutAsync(CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                // the server is gone, and its sessions expire
            }
            user.Dispose();
        }
    }

    /// <summary>A few at a time: a server lets only so many passwords be checked at once.</summary>
    private async Task SignInAsync()
    {
        foreach (var some in settings.Users.Chunk(4))
        {
            _users.AddRange(await Task.WhenAll(
                some.Select(user => ApiClient.SignInAsync(settings.BaseUrl, user.Email, user, output, ct))));
        }
    }

    /// <summary>Coach and coachee of the session.</summary>
    private async Task<HashSet<Guid>> ConcernedAsync()
    {
        var session = await _publisher.SendAsync(HttpMethod.Get, $"coaching_sessions/{settings.Session}", null, ct);
        var relationships = await _publisher.SendAsync(HttpMethod.Get, $"users/{_publisher.UserId}/coaching-relationships", null, ct);
        var id = ApiClient.Member(session, "coaching_relationship_id").GetGuid();
        var relationship = relationships.EnumerateArray().Single(r => ApiClient.Member(r, "id").GetGuid() == id);
        return [ApiClient.Member(relationship, "coach_id").GetGuid(), ApiClient.Member(relationship, "coachee_id").GetGuid()];
    }

    /// <param name="concerned">Users whom the changes concern; null: everybody.</param>
    private async Task OpenAsync(HashSet<Guid>? concerned)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < settings.Streams; i++)
        {
            var user = _users[i % _users.Count];
            var isConcerned = concerned is null || concerned.Contains(user.UserId);
            _concerned += isConcerned ? 1 : 0;
            _streams.Add(new LoadStream(user, _progress, isConcerned));
        }
        var opened = 0;
        await Parallel.ForEachAsync(_streams, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = ct }, async (stream, token) =>
        {
            var place = Interlocked.Increment(ref opened);
            if (settings.Ramp > 0 && TimeSpan.FromSeconds((double)place / settings.Ramp) - watch.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early, token);
            await stream.OpenAsync(token);
        });
        _openedPerSecond = settings.Streams / watch.Elapsed.TotalSeconds;
        for (var i = 0; i < settings.Slow; i++)
            _slow.Add(await _users[i % _users.Count].OpenRawStreamAsync(null, ct));
    }

    private async Task PublishAsync()
    {
        if (settings.Session is { } session)
        {
            var created = await _publisher.SendAsync(HttpMethod.Post, "actions", ActionOf(session, "A load run is under way"), ct);
            _action = ApiClient.Member(created, "id").ToString();
        }
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(settings.Seconds))
        {
            var text = _progress.Next();
            var (status, _) = settings.Session is { } id
                ? await _publisher.TryAsync(HttpMethod.Put, $"actions/{_action}", ActionOf(id, text), ct)
                : await _publisher.TryAsync(HttpMethod.Post, "admin/announcements", new { message = text }, ct);
            if (status is >= 200 and < 300)
                _progress.Confirm();
            else if (++_failed == 1)
                output.Problem($"A change was answered with {status}.");
            var due = TimeSpan.FromSeconds((_progress.Published + _failed) / settings.Rate) - watch.Elapsed;
            if (due > TimeSpan.Zero)
                await Task.Delay(due, ct);
        }
    }

    internal static object ActionOf(Guid session, string body) => new { coaching_session_id = session, status = "InProgress", body };

    private async Task ChurnAsync(CancellationToken token)
    {
        for (var i = 0; settings.Churn > 0 && !token.IsCancellationRequested; i++)
        {
            _streams[i * 7919 % _streams.Count].Drop();
            await Task.Delay(TimeSpan.FromSeconds(1 / settings.Churn), token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads at last: behind what had piled up there is an end, or there is none.</summary>
    private static async Task<bool> IsCutOffAsync(HttpResponseMessage slow)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await (await slow.Content.ReadAsStreamAsync(limit.Token)).CopyToAsync(Stream.Null, limit.Token);
            return true;
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private LoadReport Report(TimeSpan duration, int cutOff, TimeSpan? cpuPerDelivery, long? memory)
    {
        var latencies = _streams.SelectMany(stream => stream.Latencies).Order().ToArray();
        var timesToLast = _progress.TimesToLast().Order().ToArray();
        return new LoadReport(
            settings.Streams, _users.Count, _openedPerSecond, _progress.Published, _failed, _progress.Delivered,
            _progress.Delivered / duration.TotalSeconds, At(latencies, 0.5), At(latencies, 0.9), At(latencies, 0.99), At(latencies, 1),
            At(timesToLast, 0.5), _streams.Sum(stream => (long)stream.Lost(_progress.Published)),
            _streams.Sum(stream => (long)stream.Duplicated), _streams.Sum(stream => (long)stream.WrongRecipient),
            _streams.Sum(stream => stream.Reopened), cutOff, cpuPerDelivery?.TotalMicroseconds, memory / 1024.0 / 1024.0);
    }

    private static double At(float[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
