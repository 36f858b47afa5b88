using CoachingPlatform.Sse;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>A log for tests of the channel alone: it numbers, and forgets with the test.</summary>
internal sealed class MemoryEventLog : IEventLog
{
    private readonly Lock _lock = new();
    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private long _newest;

    /// <summary>What was remembered before the channel started.</summary>
    public IReadOnlyList<SseEvent> Remembered { get; init; } = [];

    public bool IsAvailable => true;

    public Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct)
    {
        _deliver = deliver;
        _newest = Remembered.Count == 0 ? 0 : Remembered[^1].Number;
        deliver(Remembered);
        return Task.CompletedTask;
    }

    public Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        lock (_lock)
            _deliver([.. messages.Select(message => new SseEvent(++_newest, message))]);
        return Task.CompletedTask;
    }

    public void Relay(SessionEnd end)
    {
        // a single instance
    }
}
