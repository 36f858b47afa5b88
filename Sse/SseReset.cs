namespace CoachingPlatform.Sse;

/// <summary>The event that tells a client to load everything again, since it may have missed something.</summary>
/// <param name="Type">Name of the event on the wire.</param>
/// <param name="Data">Its <c>data</c> member: compact JSON without line breaks.</param>
public sealed record SseReset(string Type, string Data);
