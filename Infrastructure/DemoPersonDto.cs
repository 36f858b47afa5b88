namespace CoachingPlatform.Infrastructure;

/// <param name="Part">What they are for, for example <c>super admin</c>.</param>
/// <param name="Password">The same for all.</param>
public sealed record DemoPersonDto(string Email, string FirstName, string Part, string Password);
