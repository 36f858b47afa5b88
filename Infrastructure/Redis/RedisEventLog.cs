using System.Text.Json;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Sse;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CoachingPlatform.Infrastructure.Redis;

/// <summary>
/// The event log of several instances. The database numbers and remembers, as it does for one; Redis only tells the other instances
/// that there is something to read. It is believed nothing: whatever it loses, or says wrongly, the next look into the database, at
/// most a second later, puts right. The one key that it holds says which number was the newest, so that a database that was restored
/// from a backup is noticed.
/// </summary>
internal sealed partial class RedisEventLog(
    OutboxLog outbox, IOptions<RedisOptions> redis, TimeProvider clock, ILogger<RedisEventLog> logger) : BackgroundService, IEventLog
{
    /// <summary>How long an announcement that was not heard can go unnoticed.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _heard = new(0);

    /// <summary>Held while events are delivered, since both the dispatcher and whoever follows the announcements do so.</summary>
    private readonly SemaphoreSlim _delivering = new(1);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _prefix = $"{{{redis.Value.KeyPrefix}}}";
    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private Action<SessionEnd> _end = _ => { };
    private ConnectionMultiplexer? _connection;
    private long _newest;

    public long Epoch => outbox.Epoch;

    public bool IsAvailable => _connection is { IsConnected: true };

    public Task<IReadOnlyList<SseEvent>?> ReadAsync(string userId, long after, long upTo, int limit, CancellationToken ct) =>
        outbox.ReadAsync(userId, after, upTo, limit, ct);

    public Task<bool> HasGivenOutAsync(long number, CancellationToken ct) => outbox.HasGivenOutAsync(number, ct);

    /// <summary>Holds the newest number that was given out, with its epoch: a database that was restored does not know it.</summary>
    private RedisKey NewestKey => $"{_prefix}:newest";

    private RedisChannel Announcements => RedisChannel.Literal($"{_prefix}:announcements");

    private RedisChannel SessionEnds => RedisChannel.Literal($"{_prefix}:session-ends");

    public async Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct)
    {
        (_deliver, _end) = (deliver, end);
        _newest = await outbox.OpenAsync(ct);
        await CatchUpAsync(ct);

        var options = ConfigurationOptions.Parse(redis.Value.ConnectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;   // the outbox is where events wait
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.ConnectTimeout = options.AsyncTimeout = 2_000;
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _connection.ConnectionFailed += (_, failed) => LogRedisAway(failed.ConnectionType, failed.FailureType);
        _connection.ConnectionRestored += (_, restored) => LogRedisBack(restored.ConnectionType);
        var subscriber = _connection.GetSubscriber();
        await subscriber.SubscribeAsync(Announcements, (_, newest) => Hear(newest), CommandFlags.FireAndForget);
        await subscriber.SubscribeAsync(SessionEnds, (_, end) => HearEnd(end), CommandFlags.FireAndForget);
        await CheckNewestAsync(ct);
        _opened.TrySetResult();
    }

    public async Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (messages.Count == 0)
            return;   // what others have numbered is looked for below, all the time
        if (!IsAvailable)
            throw new RedisException("Redis is away.");
        var events = await outbox.NumberInTurnAsync(messages, ct);
        if (events.Count > 0)
        {
            Publish(Announcements, events[^1].Number);
            _ = _connection!.GetDatabase().StringSetAsync(NewestKey, $"{Epoch}:{events[^1].Number}", flags: CommandFlags.FireAndForget);
        }
        await CatchUpAsync(ct, events);
    }

    public void Relay(SessionEnd end)
    {
        if (IsAvailable)
            Publish(SessionEnds, JsonSerializer.Serialize(end));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _opened.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _heard.WaitAsync(CheckInterval, stoppingToken);
                await CatchUpAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFollowingFailed(error);
                await Task.Delay(CheckInterval, clock, stoppingToken);
            }
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        _heard.Dispose();
        _delivering.Dispose();
        base.Dispose();
    }

    /// <summary>At the start: has the database lost what was given out before?</summary>
    private async Task CheckNewestAsync(CancellationToken ct)
    {
        if (!IsAvailable)
            return;
        try
        {
            var newest = ((string?)await _connection!.GetDatabase().StringGetAsync(NewestKey))?.Split(':');
            if (newest is [var epoch, var number] && long.TryParse(epoch, out var then) && then == Epoch && long.TryParse(number, out var last))
                await outbox.HasGivenOutAsync(last, ct);
        }
        catch (RedisException away)
        {
            LogNewestUnknown(away);
        }
    }

    /// <summary>Delivers what is numbered in the database beyond what was delivered.</summary>
    /// <param name="numbered">What was numbered just now; where that comes next it need not be read.</param>
    private async Task CatchUpAsync(CancellationToken ct, IReadOnlyList<SseEvent>? numbered = null)
    {
        await _delivering.WaitAsync(ct);
        try
        {
            if (numbered is [var next, ..] && next.Number == _newest + 1)
            {
                Deliver(numbered);
                return;
            }
            while (await outbox.ReadAfterAsync(_newest, ct) is { Count: > 0 } page)
                Deliver(page);
        }
        finally
        {
            _delivering.Release();
        }
    }

    private void Deliver(IReadOnlyList<SseEvent> page)
    {
        _deliver(page);
        Volatile.Write(ref _newest, page[^1].Number);
    }

    /// <summary>The number is a hint that spares a look at the database, and nothing more: anybody may have sent it.</summary>
    private void Hear(RedisValue newest)
    {
        if (newest.TryParse(out long number) && number > Volatile.Read(ref _newest) && _heard.CurrentCount == 0)
            _heard.Release();
    }

    private void HearEnd(RedisValue message)
    {
        try
        {
            if (JsonSerializer.Deserialize<SessionEnd>(message.ToString()) is { } end)
                _end(end);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            LogAnnouncementUnreadable(SessionEnds);
        }
    }

    /// <summary>Nobody waits for it, and it may get lost: what it tells is in the database.</summary>
    private void Publish(RedisChannel channel, RedisValue message) =>
        _connection!.GetDatabase().Publish(channel, message, CommandFlags.FireAndForget);

    [LoggerMessage(210, LogLevel.Warning, "Redis is away ({Connection}: {Failure}). Events wait in the outbox")]
    private partial void LogRedisAway(ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(211, LogLevel.Information, "Redis is back ({Connection})")]
    private partial void LogRedisBack(ConnectionType connection);

    [LoggerMessage(212, LogLevel.Error, "Following the event log failed and is tried again")]
    private partial void LogFollowingFailed(Exception error);

    [LoggerMessage(215, LogLevel.Warning, "Redis could not be asked for the newest event: a restored database would go unnoticed")]
    private partial void LogNewestUnknown(Exception away);

    [LoggerMessage(213, LogLevel.Warning, "What came on {Channel} cannot be understood and is ignored")]
    private partial void LogAnnouncementUnreadable(RedisChannel channel);
}
