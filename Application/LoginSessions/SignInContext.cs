namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Where somebody signs in.</summary>
/// <param name="NetworkAddress">Where the request comes from.</param>
/// <param name="Device">Token of the browser, from its cookie; null when it has none.</param>
/// <param name="Session">The live session of the browser, which ends with a new one; null when there is none.</param>
public sealed record SignInContext(string NetworkAddress, string? Device, SignedIn? Session);
