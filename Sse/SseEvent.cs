namespace CoachingPlatform.Sse;

/// <summary>A message that has its place in the order of all events.</summary>
/// <param name="Number">Grows by one with each event; clients resume after it.</param>
public sealed record SseEvent(long Number, SseMessage Message);
