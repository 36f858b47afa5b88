using CoachingPlatform.Sse;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>The event log of a single instance: numbering the outbox's rows is all there is to it.</summary>
/// <param name="numbers">Null where the database does not commit one unit of work after the other.</param>
internal sealed class DatabaseEventLog(OutboxLog outbox, CommitNumbers? numbers = null) : IEventLog
{
    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private long _newest;

    /// <summary>
    /// Whether rows may have been numbered without having been delivered: at start, and when a save ended without an answer.
    /// </summary>
    private bool _behind;

    public long Epoch => outbox.Epoch;

    public bool IsAvailable => true;

    public Task<IReadOnlyList<SseEvent>?> ReadAsync(string userId, long after, long upTo, int limit, CancellationToken ct) =>
        outbox.ReadAsync(userId, after, upTo, limit, ct);

    public Task<bool> HasGivenOutAsync(long number, CancellationToken ct) => outbox.HasGivenOutAsync(number, ct);

    public async Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct)
    {
        _deliver = deliver;
        _newest = await outbox.OpenAsync(ct);
        await CatchUpAsync(ct);
    }

    public async Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (numbers is null or { IsOn: false })
        {
            await NumberAsync(messages, ct);
            numbers?.StartAfter(_newest);
        }
        else if (messages.Any(message => message.Number is null))
        {
            numbers.Stop();   // somebody else has written; whoever is saving at this moment does so before this
            await outbox.NumberInTurnAsync(messages, ct);
            await CatchUpAsync(ct);
            numbers.StartAfter(_newest);
        }
        else if (messages.Count == 0 || !TryDeliver(messages))
        {
            await CatchUpAsync(ct);
        }
    }

    public void Relay(SessionEnd end)
    {
        // there is no other instance
    }

    private async Task NumberAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (_behind || messages.Count == 0 || messages.Any(message => message.Number is not null))
            await CatchUpAsync(ct);
        messages = await outbox.WaitingAsync(messages, ct);
        var events = messages.Select((message, i) => new SseEvent(_newest + i + 1, message)).ToList();
        if (events.Count == 0)
            return;
        _behind = true;
        await outbox.NumberAsync(events, ct);
        _behind = false;
        _newest += events.Count;
        _deliver(events);
    }

    /// <summary>Numbers are given in the order of the commits, but who has committed is not always the first to say so.</summary>
    /// <returns>False when one is missing: it is committed, and in the database.</returns>
    private bool TryDeliver(IReadOnlyList<SseMessage> messages)
    {
        var events = messages.Where(message => message.Number > _newest).OrderBy(message => message.Number)
            .Select(message => new SseEvent(message.Number!.Value, message)).ToList();
        if (events.Count > 0 && (events[0].Number != _newest + 1 || events[^1].Number != _newest + events.Count))
            return false;
        _newest += events.Count;
        _deliver(events);
        return true;
    }

    /// <summary>Delivers what is numbered in the database beyond what was delivered.</summary>
    private async Task CatchUpAsync(CancellationToken ct)
    {
        while (await outbox.ReadAfterAsync(_newest, ct) is { Count: > 0 } page)
        {
            _deliver(page);
            _newest = page[^1].Number;
        }
        _behind = false;
    }
}
