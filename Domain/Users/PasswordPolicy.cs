namespace CoachingPlatform.Domain.Users;

public static class PasswordPolicy
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <exception cref="RuleException">It is blank, too short or too long (<c>validation_error</c>).</exception>
    public static void EnsureGood(string password)
    {
        if (string.IsNullOrWhiteSpace(password))
            throw new RuleException("The password must not be blank.");
        // counted as people count: an emoji is one character
        var length = password.EnumerateRunes().Count();
        if (length < MinLength)
            throw new RuleException($"The password has at least {MinLength} characters.");
        if (length > MaxLength)
            throw new RuleException($"The password has at most {MaxLength} characters.");
    }
}
