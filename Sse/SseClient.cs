namespace CoachingPlatform.Sse;

/// <summary>Who opened a stream: a user, in one login session. Several streams may share one client (tabs).</summary>
public readonly record struct SseClient(string UserId, string SessionId);
