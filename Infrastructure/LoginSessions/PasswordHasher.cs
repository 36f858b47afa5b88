using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Domain.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.LoginSessions;

/// <summary>ASP.NET Core's hasher (PBKDF2 with HMAC-SHA512 and a salt per password).</summary>
internal sealed class PasswordHasher : IPasswordHasher
{
    /// <summary>OWASP's recommendation for PBKDF2 with HMAC-SHA512 is 210,000 at least.</summary>
    private const int Iterations = 220_000;

    private readonly PasswordHasher<User> _hasher;

    /// <summary>Nobody's password; checked where there is no account, so that the answer takes as long.</summary>
    private readonly Lazy<string> _decoy;

    public PasswordHasher() : this(Iterations)
    {
    }

    /// <summary>For tests that do not want to wait.</summary>
    internal PasswordHasher(int iterations)
    {
        _hasher = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _decoy = new Lazy<string>(() => _hasher.HashPassword(null!, Guid.NewGuid().ToString()));
    }

    public Task<string> HashAsync(string password, CancellationToken ct) => RunAsync(() => _hasher.HashPassword(null!, password), ct);

    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct) => RunAsync(
        () => _hasher.VerifyHashedPassword(null!, hash ?? _decoy.Value, password) != PasswordVerificationResult.Failed && hash is not null,
        ct);

    /// <summary>
    /// On a thread of its own: a hash keeps a core busy for a tenth of a second, and the pool's threads serve everybody else.
    /// </summary>
    private static Task<T> RunAsync<T>(Func<T> work, CancellationToken ct) =>
        Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
