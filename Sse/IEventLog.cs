namespace CoachingPlatform.Sse;

/// <summary>The one place that orders, numbers and remembers events; several instances share it.</summary>
public interface IEventLog
{
    /// <summary>
    /// From 0 to 9,000,000; part of every id that a client gets. It grows when the log cannot go on with its numbers, as after a restore
    /// from a backup: then older ids mean nothing any more, and whoever holds one is told to load everything again.
    /// </summary>
    long Epoch => 0;

    /// <summary>Whether events can be appended at the moment; while they cannot, they wait in the outbox.</summary>
    bool IsAvailable { get; }

    /// <summary>
    /// Hands the newest events to <paramref name="deliver"/>, oldest first and always including the newest one, and
    /// from then on every event that is appended, on whatever instance: each once, in the order of their ids.
    /// </summary>
    /// <param name="end">Told of login sessions that ended on other instances.</param>
    Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct);

    /// <summary>Numbers and stores messages, in the order given; one that was stored before, by its key, keeps its number.</summary>
    Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct);

    /// <summary>What is remembered for one user, in order, whatever was sent to others in the meantime.</summary>
    /// <param name="after">Number of the event after which it begins.</param>
    /// <param name="upTo">Number of the last event of interest.</param>
    /// <param name="limit">At most this many and one more.</param>
    /// <returns>Null when the log does not reach back that far.</returns>
    Task<IReadOnlyList<SseEvent>?> ReadAsync(string userId, long after, long upTo, int limit, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SseEvent>?>(null);

    /// <summary>
    /// Whether a number that a client holds, and of which this instance does not know yet, was given out. One that was not proves that the
    /// log has lost its newest part: it gets another epoch.
    /// </summary>
    Task<bool> HasGivenOutAsync(long number, CancellationToken ct) => Task.FromResult(false);

    /// <summary>
    /// Tells the other instances that a login session has ended. Not remembered: who misses it finds out by asking the database.
    /// </summary>
    void Relay(SessionEnd end);
}
