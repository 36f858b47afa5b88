namespace CoachingPlatform.Application.LoginSessions;

/// <summary>A live login session.</summary>
/// <param name="Id">Hash of the token; safe to log.</param>
public sealed record SignedIn(string Id, Guid UserId);
