namespace CoachingPlatform.Sse;

/// <summary>Something people should learn, not yet numbered.</summary>
/// <param name="Key">
/// The sender's own number of this message; a message that is handed over again after a crash is recognised by it.
/// </param>
/// <param name="At">When it came into being, UTC.</param>
/// <param name="Type">Name of the event on the wire, for example <c>action_created</c>.</param>
/// <param name="Data">The event's <c>data</c> member: compact JSON without line breaks.</param>
/// <param name="Recipients">Ids of the users concerned; null: everybody who is connected.</param>
/// <param name="Number">Its place in the order of all events, where its sender knows it already; null: the event log gives it one.</param>
/// <param name="TraceParent">W3C trace context of the request that caused it; null when it is not traced.</param>
public sealed record SseMessage(
    long Key, DateTime At, string Type, string Data, IReadOnlyList<string>? Recipients, string? TraceParent = null,
    long? Number = null);
