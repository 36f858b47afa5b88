using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Sse;

/// <inheritdoc cref="ISseBroadcaster"/>
public sealed partial class SseBroadcaster : ISseBroadcaster, IDisposable
{
    /// <summary>Ticks of the clock per keep-alive interval: a keep-alive is at most this fraction early, and never late.</summary>
    internal const int TicksPerKeepAlive = 15;

    /// <summary>Wait before a closed-out tab tries again, so that too many tabs do not push each other out without end.</summary>
    private static readonly TimeSpan CrowdedRetry = TimeSpan.FromSeconds(30);

    /// <summary>About what one stream costs the network, and the longest that a lone event is made to wait for the one before it.</summary>
    private static readonly TimeSpan TimePerStream = TimeSpan.FromMicroseconds(10);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMilliseconds(75);

    /// <summary>Events that come later than this were held up here, not by their readers.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any request is on its way from the sign-in to its stream.</summary>
    private static readonly TimeSpan EndMemory = TimeSpan.FromMinutes(1);

    private readonly IEventLog _log;
    private readonly SseReset _reset;
    private readonly SseOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<SseBroadcaster> _logger;
    private readonly ConnectionRegistry _registry = new();
    private readonly SseMetrics _metrics;

    /// <summary>
    /// Held while an event goes out and while a stream is registered: that is why a resume has no hole and no repetition.
    /// </summary>
    private readonly Lock _order = new();
    private readonly ReplayBuffer _replay;

    /// <summary>
    /// Login sessions that have ended a moment ago: a stream may have been let in before, and be registered only afterwards.
    /// </summary>
    private readonly ConcurrentDictionary<SseClient, (DateTime Until, byte[]? LastFrame)> _ended = new();

    /// <summary>Held by those who resume from before what is in memory.</summary>
    private readonly SemaphoreSlim _reading = new(4);
    private long _epoch;
    private bool _stopping;
    private long _sentAt;
    private int _sentTo;

    public SseBroadcaster(IEventLog log, SseReset reset, IOptions<SseOptions> options, TimeProvider clock, ILogger<SseBroadcaster> logger)
    {
        _log = log;
        _reset = reset;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _metrics = new SseMetrics(_registry, clock);
        _replay = new ReplayBuffer(_options.ReplayEvents, _options.ReplayWindow);
    }

    /// <summary>Number of the newest event that has gone to the streams.</summary>
    internal long Newest
    {
        get
        {
            lock (_order)
                return _replay.Newest;
        }
    }

    public int ConnectionCount => _registry.Count;

    public IReadOnlyCollection<SseClient> Clients => _registry.All.Select(connection => connection.Client).ToHashSet();

    public SseConnection Connect(SseClient client, string? lastEventId)
    {
        FollowEpoch();
        lock (_order)
        {
            var isFull = _stopping || (_options.MaxConnections > 0 && _registry.Count >= _options.MaxConnections);
            var connection = isFull ? Open(client, []) : Resume(client, lastEventId);
            if (isFull)
            {
                connection.Close(SseCloseReason.ServerUnavailable, SseFrame.Retry(RetryDelay()));
                return connection;
            }
            var others = _registry.Of(client.UserId);
            for (var i = 0; i <= others.Length - _options.MaxConnectionsPerUser; i++)
                others[i].Close(SseCloseReason.TooManyStreams, SseFrame.Retry(CrowdedRetry));
            _registry.Add(connection);
            if (_ended.TryGetValue(client, out var end))
                connection.Close(SseCloseReason.SignedOut, end.LastFrame);
            return connection;
        }
    }

    public void Disconnect(SseConnection connection)
    {
        connection.Close(SseCloseReason.ClientGone);
        if (_registry.Remove(connection))
            _metrics.Ended(connection.CloseReason);
        var age = _clock.GetElapsedTime(connection.OpenedAt);
        LogStreamEnded(connection.Client.UserId, age, connection.CloseReason, connection.FramesWritten);
    }

    public Task SettledAsync(CancellationToken ct)
    {
        var wait = Volatile.Read(ref _sentTo) * TimePerStream;
        wait = (wait < LongestSettling ? wait : LongestSettling) - _clock.GetElapsedTime(Volatile.Read(ref _sentAt));
        return wait >= TimeSpan.FromMilliseconds(1) ? Task.Delay(wait, _clock, ct) : Task.CompletedTask;
    }

    public Task PublishAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct) => _log.AppendAsync(messages, ct);

    public void Close(SseClient client, string? type = null, string? data = null)
    {
        var end = new SessionEnd(client, type, data);
        CloseHere(end);
        _log.Relay(end);
    }

    /// <summary>Loads what clients may resume from; streams opened before would be reset needlessly.</summary>
    internal async Task StartAsync(CancellationToken ct)
    {
        await _log.OpenAsync(Deliver, CloseHere, ct);
        FollowEpoch();
    }

    /// <summary>Takes no more streams and ends those that are open, each with its own delay before coming back.</summary>
    internal void Stop()
    {
        lock (_order)
            _stopping = true;
        foreach (var connection in _registry.All)
            connection.Close(SseCloseReason.ServerUnavailable, SseFrame.Retry(RetryDelay()));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _reading.Dispose();
    }

    /// <summary>One tick for all streams.</summary>
    internal void Tick()
    {
        FollowEpoch();
        var now = _clock.GetUtcNow().UtcDateTime;
        foreach (var (client, end) in _ended)
        {
            if (end.Until < now)
                _ended.TryRemove(client, out _);
        }
        _metrics.Delivered(_registry.All.Count(connection => connection.Tick(TicksPerKeepAlive)), 0);
    }

    private void Deliver(IReadOnlyList<SseEvent> events)
    {
        FollowEpoch();
        var now = _clock.GetUtcNow().UtcDateTime;
        var isLate = IsLate(events, now);
        var newest = Newest;
        var (streams, written) = (0, 0);
        Volatile.Write(ref _sentAt, _clock.GetTimestamp());
        foreach (var batch in SseBatch.Of(events.Where(next => next.Number > newest), next => FrameOf(next, _epoch)))
        {
            using var trace = SseMetrics.Trace(batch);
            var recipients = Remember(batch, now);
            written += batch.SendTo(recipients, isLate);
            streams = Math.Max(streams, recipients.Length);
            _metrics.Published(batch.Events.Length);
        }
        if (written > 0)
            _metrics.Delivered(written, events[0].Message.At.Ticks);
        Volatile.Write(ref _sentTo, streams);
    }

    /// <returns>The streams that are to get the events; whoever connects from now on finds them in memory.</returns>
    private SseConnection[] Remember(SseBatch batch, DateTime now)
    {
        lock (_order)
        {
            foreach (var (next, frame) in batch.Events)
                _replay.Add(next, frame, now);
            return batch.Recipients is { } users ? [.. users.SelectMany(_registry.Of)] : _registry.All;
        }
    }

    /// <summary>
    /// Whether the server itself was behind, as after an outage of the database or of Redis: then the whole page is handed on like a
    /// resume, since no reader could have kept up with what was not there.
    /// </summary>
    private bool IsLate(IReadOnlyList<SseEvent> events, DateTime now) =>
        events.Count > _options.QueueCapacity || (events.Count > 0 && now - events[0].Message.At > Late);

    private void CloseHere(SessionEnd end)
    {
        var lastFrame = end.Type is null ? null : SseFrame.Event(end.Type, end.Data ?? "{}");
        _ended[end.Client] = (_clock.GetUtcNow().UtcDateTime + EndMemory, lastFrame);   // before those that are registered are looked for
        foreach (var connection in _registry.Of(end.Client.UserId))
        {
            if (connection.Client == end.Client)
                connection.Close(SseCloseReason.SignedOut, lastFrame);
        }
    }

    /// <summary>A stream that begins with what the client has missed.</summary>
    private SseConnection Resume(SseClient client, string? lastEventId)
    {
        var newest = new EventId(_epoch, _replay.Newest);
        if (string.IsNullOrEmpty(lastEventId))
            return Open(client, [SseFrame.Opening(RetryDelay(), newest.Value)]);
        if (!EventId.TryParse(lastEventId, out var position) || position.Epoch != newest.Epoch)
            return Open(client, Missed(null, newest));
        if (position.Number > newest.Number)
            return OpenAhead(client, position.Number, newest);

        List<byte[]> missed = [];
        var now = _clock.GetUtcNow().UtcDateTime;
        if (_replay.TryCollect(position.Number, client.UserId, now, missed))
            return Open(client, Missed(missed, newest));
        var beforeOldest = _replay.BeforeOldest;
        _replay.TryCollect(beforeOldest, client.UserId, now, missed);
        var connection = Open(client, []);
        connection.ReadBacklog = ct => ReadOlderAsync(client.UserId, position.Number, beforeOldest, missed, newest, ct);
        return connection;
    }

    /// <summary>The client was told of more on another instance than this one knows of yet: it has missed nothing, or the log has.</summary>
    private SseConnection OpenAhead(SseClient client, long number, EventId newest)
    {
        var connection = Open(client, []);
        connection.SkipUpTo = number;
        connection.ReadBacklog = ct => ReadLogAsync<IReadOnlyList<byte[]>>(async () =>
        {
            if (await _log.HasGivenOutAsync(number, ct))
                return Missed([], newest);
            connection.SkipUpTo = 0;   // the numbers up to there will be given out yet
            return Missed(null, newest);
        }, ct);
        return connection;
    }

    private SseConnection Open(SseClient client, IReadOnlyList<byte[]> backlog) =>
        new(client, _options.QueueCapacity, backlog, _clock.GetTimestamp(), _metrics, _options.ReplayEvents);

    /// <summary>What is not in memory any more, and then the rest.</summary>
    private Task<IReadOnlyList<byte[]>?> ReadOlderAsync(
        string userId, long after, long beforeOldest, List<byte[]> inMemory, EventId newest, CancellationToken ct) =>
        ReadLogAsync<IReadOnlyList<byte[]>>(async () =>
        {
            var older = await _log.ReadAsync(userId, after, beforeOldest, _options.MaxResumeEvents, ct);
            return Missed(older is null ? null : [.. older.Select(next => FrameOf(next, newest.Epoch)), .. inMemory], newest);
        }, ct);

    /// <summary>A few at a time: those who come back after a long outage do not take the database from everybody else.</summary>
    /// <returns>Null when it cannot be read.</returns>
    private async Task<T?> ReadLogAsync<T>(Func<Task<T>> read, CancellationToken ct) where T : class
    {
        await _reading.WaitAsync(ct);
        try
        {
            return await read();
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogResumeFailed(error);
            return null;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The opening frame and what the client missed; where that is not known, or too much, it loads everything again.</summary>
    private List<byte[]> Missed(List<byte[]>? missed, EventId newest)
    {
        var isComplete = missed is not null && missed.Count <= _options.MaxResumeEvents;
        _metrics.Resumed(isComplete);
        return [SseFrame.Opening(RetryDelay(), null), .. isComplete ? missed! : [ResetFrame(newest)]];
    }

    private byte[] ResetFrame(EventId newest) => SseFrame.Event(_reset.Type, _reset.Data, newest.Value);

    private static byte[] FrameOf(SseEvent next, long epoch) =>
        SseFrame.Event(next.Message.Type, next.Message.Data, new EventId(epoch, next.Number).Value);

    /// <summary>
    /// With a new epoch of the log nobody knows what those who are connected were told before, and after which number: they load
    /// everything again.
    /// </summary>
    private void FollowEpoch()
    {
        if (_log.Epoch == _epoch)
            return;
        lock (_order)
        {
            _epoch = _log.Epoch;
            var reset = ResetFrame(new EventId(_epoch, _replay.Newest));
            _metrics.Delivered(_registry.All.Count(connection => connection.Send(reset)), 0);
        }
    }

    /// <summary>Between one and three seconds, so that a thousand clients do not come back in the same instant.</summary>
    private static TimeSpan RetryDelay() => TimeSpan.FromMilliseconds(Random.Shared.Next(1_000, 3_000));

    [LoggerMessage(400, LogLevel.Information, "Stream of user {UserId} ended after {Age}: {Reason}, {Frames} frames written")]
    private partial void LogStreamEnded(string userId, TimeSpan age, SseCloseReason? reason, long frames);

    [LoggerMessage(401, LogLevel.Warning, "What a client has missed could not be read; its stream ends, and it tries again")]
    private partial void LogResumeFailed(Exception error);
}
