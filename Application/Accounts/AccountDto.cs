namespace CoachingPlatform.Application.Accounts;

/// <param name="Email">The address that counts from now on.</param>
public sealed record EmailChangedDto(string Email);

/// <summary>Whose password is about to be reset.</summary>
public sealed record PasswordResetDto(string FirstName, string LastName);
