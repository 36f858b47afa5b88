namespace CoachingPlatform.Application.LoginSessions;

/// <param name="RevokedSessions">How many login sessions were ended; 0 when the user was not signed in.</param>
public sealed record ForceLogoutDto(Guid UserId, int RevokedSessions);
