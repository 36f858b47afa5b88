namespace CoachingPlatform.Sse;

/// <summary>A login session is over, and so are its streams.</summary>
/// <param name="Type">Name of the last event they see; null: none.</param>
/// <param name="Data">Its data.</param>
public sealed record SessionEnd(SseClient Client, string? Type, string? Data);
