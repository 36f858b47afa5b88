using System.Collections.Concurrent;
using System.Threading.Channels;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>
/// Sessions that were used and are to last longer. That is written in the background: a request that reads does not wait for
/// those who write.
/// </summary>
public sealed class UsedSessions
{
    private readonly Channel<(string SessionId, DateTime ExpiresAt)> _sessions = Channel.CreateBounded<(string, DateTime)>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentDictionary<string, bool> _waiting = new();

    /// <param name="expiresAt">
    /// When the session is to expire, UTC. While more wait than can be written it is left to the next request.
    /// </param>
    public void Add(string sessionId, DateTime expiresAt)
    {
        if (_waiting.TryAdd(sessionId, true) && !_sessions.Writer.TryWrite((sessionId, expiresAt)))
            _waiting.TryRemove(sessionId, out _);
    }

    /// <summary>Waits for one and takes those that wait beside it, each once however often it was used meanwhile.</summary>
    /// <param name="limit">How many at most.</param>
    /// <returns>The sessions, and when all of them are to expire, UTC: they were used within moments of the first.</returns>
    public async Task<(IReadOnlyList<string> SessionIds, DateTime ExpiresAt)> TakeAsync(int limit, CancellationToken ct)
    {
        var (first, expiresAt) = await _sessions.Reader.ReadAsync(ct);
        List<string> sessionIds = [first];
        while (sessionIds.Count < limit && _sessions.Reader.TryRead(out var next))
            sessionIds.Add(next.SessionId);
        foreach (var sessionId in sessionIds)
            _waiting.TryRemove(sessionId, out _);
        return (sessionIds, expiresAt);
    }
}
