namespace CoachingPlatform.Domain.Users;

public static class PasswordPolicy
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>What is wrong with a password, for the person who chose it; null when nothing is.</summary>
    public static string? FaultOf(string password) => string.IsNullOrWhiteSpace(password)
        ? "The password must not be blank."
        : password.EnumerateRunes().Count() switch   // counted as people count: an emoji is one character
        {
            < MinLength => $"The password has at least {MinLength} characters.",
            > MaxLength => $"The password has at most {MaxLength} characters.",
            _ => null,
        };
}
