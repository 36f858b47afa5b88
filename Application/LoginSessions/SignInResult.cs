using CoachingPlatform.Application.Users;

namespace CoachingPlatform.Application.LoginSessions;

/// <param name="Token">For the session's cookie: the only place where it exists.</param>
/// <param name="Device">For the device's cookie: the only place where it exists.</param>
public sealed record SignInResult(SignedInUserDto User, string Token, string Device);
