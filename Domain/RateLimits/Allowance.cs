namespace CoachingPlatform.Domain.RateLimits;

/// <summary>So many attempts within so long.</summary>
public sealed record Allowance(int Attempts, TimeSpan Window);
