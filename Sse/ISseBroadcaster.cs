namespace CoachingPlatform.Sse;

/// <summary>The live channel of this instance: the life of a stream, and the way of a message to the streams concerned.</summary>
public interface ISseBroadcaster
{
    /// <summary>
    /// Registers a stream. What the client has missed since <paramref name="lastEventId"/> is queued, and nothing gets lost
    /// between that and the first live event. A client without a position starts now; one whose position is unknown, or
    /// too old, gets the <see cref="SseReset"/> event. The stream is already closed when the server is full or stopping.
    /// Whoever connects must <see cref="Disconnect"/>.
    /// </summary>
    /// <param name="lastEventId">The request's <c>Last-Event-ID</c>, as received; null or empty when there is none.</param>
    SseConnection Connect(SseClient client, string? lastEventId);

    /// <summary>Forgets a stream. Doing it twice is harmless.</summary>
    void Disconnect(SseConnection connection);

    /// <summary>Sends committed messages to their recipients, in order, through the event log: who is away gets them on return.</summary>
    Task PublishAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct);

    /// <summary>
    /// Completes when the network has had the time for what was sent last: at once, unless that went to hundreds of streams. What
    /// comes in meanwhile is best published together afterwards, since a stream takes several events with one write.
    /// </summary>
    Task SettledAsync(CancellationToken ct);

    /// <summary>
    /// Ends all streams of one login session, on all instances, also one that is on its way here. An event given as
    /// <paramref name="type"/> and <paramref name="data"/> is the last thing they see; it concerns this session only, and nobody resumes
    /// to it.
    /// </summary>
    void Close(SseClient client, string? type = null, string? data = null);

    /// <summary>Everybody who has a stream open here, each client once.</summary>
    IReadOnlyCollection<SseClient> Clients { get; }

    /// <summary>Open streams on this instance.</summary>
    int ConnectionCount { get; }
}
