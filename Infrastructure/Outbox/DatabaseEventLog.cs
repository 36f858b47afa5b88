using CoachingPlatform.Sse;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>The event log of a single instance: numbering the outbox's rows is all there is to it.</summary>
internal sealed class DatabaseEventLog(OutboxLog outbox) : IEventLog
{
    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private long _newest;

    /// <summary>
    /// Whether rows may have been numbered without having been delivered: at start, and when a save ended without an answer.
    /// </summary>
    private bool _behind;

    public bool IsAvailable => true;

    public async Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct)
    {
        _deliver = deliver;
        _newest = await outbox.WindowStartAsync(ct);
        await CatchUpAsync(ct);
    }

    public async Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (_behind)
        {
            await CatchUpAsync(ct);
            messages = await outbox.WaitingAsync(messages, ct);
        }
        var events = messages.Select((message, i) => new SseEvent(_newest + i + 1, message)).ToList();
        _behind = true;
        await outbox.NumberAsync(events, ct);
        _behind = false;
        _newest += events.Count;
        _deliver(events);
    }

    public void Relay(SessionEnd end)
    {
        // there is no other instance
    }

    /// <summary>Delivers what is numbered in the database beyond what was delivered.</summary>
    private async Task CatchUpAsync(CancellationToken ct)
    {
        while (await outbox.ReadAfterAsync(_newest, ct) is { Count: > 0 } page)
        {
            _deliver(page);
            _newest = page[^1].Id;
        }
        _behind = false;
    }
}
