using System.Collections.Concurrent;
using System.Threading.Channels;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>
/// Sessions that were used and are to last longer. That is written in the background: a request that reads does not wait for
/// those who write.
/// </summary>
public sealed class UsedSessions
{
    private readonly Channel<string> _sessions = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentDictionary<string, DateTime> _due = new();

    /// <param name="expiresAt">
    /// When the session is to expire, UTC. While more wait than can be written it is left to the next request.
    /// </param>
    public void Add(string sessionId, DateTime expiresAt)
    {
        if (_due.TryAdd(sessionId, expiresAt) && !_sessions.Writer.TryWrite(sessionId))
            _due.TryRemove(sessionId, out _);
    }

    /// <summary>The next one, each session once however often it was used meanwhile.</summary>
    public async Task<(string SessionId, DateTime ExpiresAt)> NextAsync(CancellationToken ct)
    {
        var sessionId = await _sessions.Reader.ReadAsync(ct);
        _due.TryRemove(sessionId, out var expiresAt);
        return (sessionId, expiresAt);
    }
}
