using System.IO.Pipelines;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>A broadcaster with streams that end in memory.</summary>
internal sealed class ChannelUnderTest
{
    private long _key;

    public ChannelUnderTest(SseOptions? options = null, IReadOnlyList<SseEvent>? remembered = null)
    {
        Log = new MemoryEventLog { Remembered = remembered ?? [] };
        Broadcaster = new SseBroadcaster(
            Log, StreamReset.Event, Options.Create(options ?? new SseOptions()), Clock, NullLogger<SseBroadcaster>.Instance);
        _ = Broadcaster.StartAsync(CancellationToken.None);
    }

    public FakeTimeProvider Clock { get; } = new();

    public MemoryEventLog Log { get; }

    public SseBroadcaster Broadcaster { get; }

    public Task PublishAsync(string type, params string[] recipients) =>
        Broadcaster.PublishAsync([new SseMessage(++_key, Clock.GetUtcNow().UtcDateTime, type, "{}", recipients)], CancellationToken.None);

    /// <summary>Many at once, as after an outage.</summary>
    /// <param name="age">How long they have waited.</param>
    public Task PublishPageAsync(int count, string recipient, TimeSpan age = default) => Broadcaster.PublishAsync(
        [.. Enumerable.Range(0, count).Select(i => new SseMessage(++_key, Clock.GetUtcNow().UtcDateTime - age, $"late {i}", "{}", [recipient]))],
        CancellationToken.None);

    public Task PublishTogetherAsync(params (string Type, string Recipient)[] events) => Broadcaster.PublishAsync(
        [.. events.Select(e => new SseMessage(++_key, Clock.GetUtcNow().UtcDateTime, e.Type, "{}", [e.Recipient]))], CancellationToken.None);

    public Task PublishToAllAsync(string type) =>
        Broadcaster.PublishAsync([new SseMessage(++_key, Clock.GetUtcNow().UtcDateTime, type, "{}", null)], CancellationToken.None);

    public Task PublishPageToAllAsync(int count) => Broadcaster.PublishAsync(
        [.. Enumerable.Range(0, count).Select(_ => new SseMessage(++_key, Clock.GetUtcNow().UtcDateTime, "e", "{}", null))],
        CancellationToken.None);

    public SseConnection Connect(string userId, string? lastEventId = null, string session = "s") =>
        Broadcaster.Connect(new SseClient(userId, session), lastEventId);
}

/// <summary>Reads a connection as a client would.</summary>
internal sealed class Reader
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _gone = new();
    private readonly EventStreamParser _parser = new();
    private readonly List<ParsedEvent> _events = [];

    public Reader(SseConnection connection) => Pump = connection.PumpAsync(_pipe.Writer, _gone.Token);

    /// <summary>Ends when the stream does.</summary>
    public Task Pump { get; }

    public EventStreamParser Parser => _parser;

    public Task LeaveAsync() => _gone.CancelAsync();

    /// <summary>Everything so far, once <paramref name="count"/> events have arrived.</summary>
    public async Task<IReadOnlyList<ParsedEvent>> ReadAsync(int count)
    {
        await Eventually.TrueAsync(() => { TakeBytes(); return _events.Count >= count; }, $"{count} events arrive");
        return _events;
    }

    /// <summary>Everything until the stream has ended.</summary>
    public async Task<IReadOnlyList<ParsedEvent>> ReadToEndAsync()
    {
        await Pump.WaitAsync(TimeSpan.FromSeconds(15));
        TakeBytes();
        return _events;
    }

    private void TakeBytes()
    {
        while (_pipe.Reader.TryRead(out var read) && read.Buffer.Length > 0)
        {
            foreach (var segment in read.Buffer)
                _events.AddRange(_parser.Feed(segment));
            _pipe.Reader.AdvanceTo(read.Buffer.End);
        }
    }
}
