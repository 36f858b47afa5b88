using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Sse;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CoachingPlatform.Infrastructure.Redis;

/// <summary>
/// The event log of several instances. A script numbers, appends to a stream and announces in one step, so that numbers have no
/// holes; every instance follows the announcements and reads from the stream what it did not hear. The database keeps what was
/// numbered: what Redis loses is put back from there, under the same numbers.
/// </summary>
internal sealed partial class RedisEventLog(
    OutboxLog outbox, IOptions<RedisOptions> redis, IOptions<SseOptions> sse, TimeProvider clock, ILogger<RedisEventLog> logger)
    : BackgroundService, IEventLog
{
    private const int PageSize = 1_000;
    private const string Everybody = "*";

    /// <summary>How long an announcement that was not heard can go unnoticed.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Appends messages that have no number, and restores events that have one. A message that was appended before keeps its
    /// number. Refuses, with an empty answer, when Redis knows less than the caller: then it has lost something.
    /// KEYS: newest number, stream, numbers by message key. ARGV: newest number known to the caller, length of the stream, channel,
    /// and for each entry number or '', message key, time, type, data, recipients, trace context.
    /// </summary>
    private const string AppendScript = """
        local newest = tonumber(redis.call('GET', KEYS[1]) or '0')
        if newest < tonumber(ARGV[1]) then return {} end
        local numbers = {}
        for i = 4, #ARGV, 7 do
          local key = ARGV[i + 1]
          local number = tonumber(ARGV[i])
          local entry = key .. '@' .. ARGV[i + 2]   -- the time tells rows of another database apart
          local known = redis.call('ZSCORE', KEYS[3], entry)
          if number == nil and known then
            number = tonumber(known)
          elseif number == nil or number > newest then
            newest = number or newest + 1
            number = newest
            local id = string.format('%d', number)
            redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[2], id .. '-0',
              'key', key, 'at', ARGV[i + 2], 'type', ARGV[i + 3], 'data', ARGV[i + 4], 'recipients', ARGV[i + 5], 'trace', ARGV[i + 6])
            redis.call('ZADD', KEYS[3], id, entry)
            redis.call('PUBLISH', ARGV[3], table.concat({ id, key, ARGV[i + 2], ARGV[i + 3], ARGV[i + 5], ARGV[i + 6], ARGV[i + 4] }, '\n'))
          end
          numbers[#numbers + 1] = number
        end
        local last = string.format('%d', newest)
        redis.call('SET', KEYS[1], last)
        redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%d', newest - 2 * tonumber(ARGV[2])))
        return numbers
        """;

    private readonly Channel<SseEvent> _announced = Channel.CreateBounded<SseEvent>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });   // what is dropped is read from the stream
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _prefix = $"{{{redis.Value.KeyPrefix}}}";
    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private Action<SessionEnd> _end = _ => { };
    private ConnectionMultiplexer? _connection;
    private long _newest;

    public bool IsAvailable => _connection is { IsConnected: true };

    private IDatabase Database => _connection!.GetDatabase();

    private RedisKey NewestKey => $"{_prefix}:newest";

    private RedisKey StreamKey => $"{_prefix}:events";

    private RedisKey NumbersKey => $"{_prefix}:numbers";

    private RedisChannel Announcements => RedisChannel.Literal($"{_prefix}:announcements");

    private RedisChannel SessionEnds => RedisChannel.Literal($"{_prefix}:session-ends");

    /// <summary>Begins with what the database remembers, so that a start needs no Redis.</summary>
    public async Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct)
    {
        (_deliver, _end) = (deliver, end);
        _newest = await outbox.WindowStartAsync(ct);
        while (await outbox.ReadAfterAsync(_newest, ct) is { Count: > 0 } page)
            Deliver(page);

        var options = ConfigurationOptions.Parse(redis.Value.ConnectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;   // the outbox is where events wait
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.ConnectTimeout = options.AsyncTimeout = 2_000;
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _connection.ConnectionFailed += (_, failed) => LogAway(failed.ConnectionType, failed.FailureType);
        _connection.ConnectionRestored += (_, restored) => LogBack(restored.ConnectionType);
        var subscriber = _connection.GetSubscriber();
        await subscriber.SubscribeAsync(Announcements, (_, message) => Hear(message!), CommandFlags.FireAndForget);
        await subscriber.SubscribeAsync(SessionEnds, (_, message) => _end(JsonSerializer.Deserialize<SessionEnd>((string)message!)!), CommandFlags.FireAndForget);
        if (IsAvailable)
            await TryCatchUpAsync(ct);   // a client that comes from another instance may know more than the database does yet
        _opened.TrySetResult();
    }

    public async Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        var numbers = await AppendAsync(Volatile.Read(ref _newest), messages.Select(message => (message, (long?)null)));
        if (numbers.Length == 0)
        {
            await RestoreAsync(ct);
            throw new RedisException("Redis knew less than the database. That is mended; sending goes on.");
        }
        await outbox.NumberAsync([.. messages.Select((message, i) => new SseEvent(numbers[i], message))], ct);
    }

    public void Announce(SessionEnd end)
    {
        if (IsAvailable)
            Database.Publish(SessionEnds, JsonSerializer.Serialize(end), CommandFlags.FireAndForget);
    }

    /// <summary>Follows: what was heard in order is delivered as it is, anything else is read from the stream.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _opened.Task.WaitAsync(stoppingToken);
        var nextCheck = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var complete = DeliverHeard();
                if (!complete || clock.GetTimestamp() >= nextCheck)
                {
                    if (IsAvailable)
                        await CatchUpAsync(stoppingToken);
                    nextCheck = clock.GetTimestamp() + (long)(CheckInterval.TotalSeconds * clock.TimestampFrequency);
                }
                await WaitForNewsAsync(stoppingToken);
            }
            catch (Exception error) when (error is RedisException or RedisTimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogFollowingFailed(error.Message);
                await Task.Delay(CheckInterval, clock, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFollowingBroke(error);
                await Task.Delay(CheckInterval, clock, stoppingToken);
            }
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        base.Dispose();
    }

    private async Task WaitForNewsAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(CheckInterval);
        try
        {
            await _announced.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // nothing was heard: time to check
        }
    }

    /// <summary>False when something between was not heard.</summary>
    private bool DeliverHeard()
    {
        var page = new List<SseEvent>();
        var newest = _newest;
        while (_announced.Reader.TryPeek(out var next))
        {
            if (next.Id > newest + 1)
            {
                Deliver(page);
                return false;
            }
            _announced.Reader.TryRead(out _);
            if (next.Id <= newest)
                continue;   // read from the stream before it was heard
            page.Add(next);
            newest = next.Id;
        }
        Deliver(page);
        return true;
    }

    private async Task TryCatchUpAsync(CancellationToken ct)
    {
        try
        {
            await CatchUpAsync(ct);
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            LogFollowingFailed(error.Message);
        }
    }

    private async Task CatchUpAsync(CancellationToken ct)
    {
        var known = (long?)await Database.StringGetAsync(NewestKey) ?? 0;
        if (known < _newest)
            await RestoreAsync(ct);
        while (known > _newest)
        {
            var entries = await Database.StreamRangeAsync(StreamKey, $"{_newest + 1}-0", "+", PageSize);
            if (entries.Length == 0)
                break;
            var page = Array.ConvertAll(entries, Read);
            if (page[0].Id > _newest + 1)
                Deliver([.. (await outbox.ReadAfterAsync(_newest, ct)).TakeWhile(next => next.Id < page[0].Id)]);
            Deliver(page);
        }
    }

    /// <summary>Puts back what the database knows and Redis does not (any more).</summary>
    private async Task RestoreAsync(CancellationToken ct)
    {
        var position = Math.Max((long?)await Database.StringGetAsync(NewestKey) ?? 0, await outbox.WindowStartAsync(ct));
        LogRestoring(position);
        while (await outbox.ReadAfterAsync(position, ct) is { Count: > 0 } page)
        {
            await AppendAsync(0, page.Select(next => (next.Message, (long?)next.Id)));
            position = page[^1].Id;
        }
    }

    private async Task<long[]> AppendAsync(long known, IEnumerable<(SseMessage Message, long? Number)> entries)
    {
        List<RedisValue> arguments = [known, sse.Value.ReplayEvents, Announcements.ToString()];
        foreach (var (message, number) in entries)
        {
            arguments.Add(number is { } id ? id : "");
            arguments.AddRange([message.Key, message.At.Ticks, message.Type, message.Data]);
            arguments.AddRange([message.Recipients is null ? Everybody : string.Join(' ', message.Recipients), message.TraceParent ?? ""]);
        }
        var result = await Database.ScriptEvaluateAsync(AppendScript, [NewestKey, StreamKey, NumbersKey], [.. arguments]);
        return (long[])result!;
    }

    private void Deliver(IReadOnlyList<SseEvent> page)
    {
        if (page.Count == 0)
            return;
        _deliver(page);
        Volatile.Write(ref _newest, page[^1].Id);
    }

    private void Hear(string announcement)
    {
        var parts = announcement.Split('\n', 7);
        _announced.Writer.TryWrite(EventOf(Number(parts[0]), Number(parts[1]), Number(parts[2]), parts[3], parts[6], parts[4], parts[5]));
    }

    private static SseEvent Read(StreamEntry entry) => EventOf(
        Number(((string)entry.Id!).Split('-')[0]), (long)entry["key"], (long)entry["at"], entry["type"]!, entry["data"]!,
        entry["recipients"]!, entry["trace"]!);

    private static SseEvent EventOf(long id, long key, long ticks, string type, string data, string recipients, string trace) => new(id, new SseMessage(
        key, new DateTime(ticks, DateTimeKind.Utc), type, data,
        recipients == Everybody ? null : recipients.Split(' '), trace.Length > 0 ? trace : null));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away ({Connection}: {Failure}). Events wait in the outbox")]
    private partial void LogAway(ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis is back ({Connection})")]
    private partial void LogBack(ConnectionType connection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis knows less than the database, as when it is new or was restarted: events after {Position} are put there")]
    private partial void LogRestoring(long position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following the event log failed and is tried again: {Reason}")]
    private partial void LogFollowingFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the event log failed and is tried again")]
    private partial void LogFollowingBroke(Exception error);
}
