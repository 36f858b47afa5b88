namespace CoachingPlatform.Domain.Throttling;

/// <summary>So many attempts within so long.</summary>
public sealed record RateLimit(int Attempts, TimeSpan Window);
