using System.Collections.Concurrent;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>
/// Sessions in whose place the same browser has just got another one. Answers to requests that it had sent before may arrive later: they
/// say nothing about the cookie, or they would undo the new one. Kept in memory, so another instance does not know of them.
/// </summary>
public sealed class ReplacedSessions(TimeProvider clock)
{
    /// <summary>Longer than any request lasts that is on its way meanwhile.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new();

    public void Add(SignedIn session)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, until) in _until)
        {
            if (until <= now)
                _until.TryRemove(id, out _);
        }
        _until[session.Id] = now + Memory;
    }

    /// <param name="token">What the cookie of a request holds.</param>
    public bool Contains(string token) =>
        !_until.IsEmpty && _until.TryGetValue(SessionToken.IdOf(token), out var until) && until > clock.GetUtcNow();
}
