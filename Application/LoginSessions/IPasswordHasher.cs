namespace CoachingPlatform.Application.LoginSessions;

public interface IPasswordHasher
{
    /// <summary>Salted and slow on purpose.</summary>
    string Hash(string password);

    /// <summary>Takes equally long when <paramref name="hash"/> is null (no such account, or none set), which is never right.</summary>
    bool Verify(string? hash, string password);
}
