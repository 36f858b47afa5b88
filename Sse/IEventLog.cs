namespace CoachingPlatform.Sse;

/// <summary>The one place that orders, numbers and remembers events; several instances share it.</summary>
public interface IEventLog
{
    /// <summary>
    /// Hands the remembered events to <paramref name="deliver"/>, oldest first and always including the newest one, and
    /// from then on every event that is appended, on whatever instance: each once, in the order of their ids.
    /// </summary>
    /// <param name="end">Told of login sessions that ended on other instances.</param>
    Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, Action<SessionEnd> end, CancellationToken ct);

    /// <summary>Numbers and stores messages, in the order given; one that was stored before, by its key, keeps its number.</summary>
    Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct);

    /// <summary>
    /// Tells the other instances that a login session has ended. Not remembered: who misses it finds out by asking the database.
    /// </summary>
    void Relay(SessionEnd end);

    /// <summary>Whether events can be appended at the moment; while they cannot, they wait in the outbox.</summary>
    bool IsAvailable { get; }
}
