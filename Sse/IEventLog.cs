namespace CoachingPlatform.Sse;

/// <summary>The one place that orders, numbers and remembers events.</summary>
public interface IEventLog
{
    /// <summary>
    /// Hands the remembered events to <paramref name="deliver"/>, oldest first and always including the newest one, and
    /// from then on every event that is appended: each once, in the order of their ids, which have no holes.
    /// </summary>
    Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, CancellationToken ct);

    /// <summary>Numbers and stores messages, in the order given. Ends after they were delivered here.</summary>
    Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct);
}
