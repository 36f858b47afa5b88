namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Slow on purpose, so neither happens on a thread that others wait for.</summary>
public interface IPasswordHasher
{
    /// <summary>Salted.</summary>
    Task<string> HashAsync(string password, CancellationToken ct);

    /// <summary>Takes equally long when <paramref name="hash"/> is null (no such account, or none set), which is never right.</summary>
    Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct);
}
