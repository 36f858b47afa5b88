using System.Collections.Concurrent;

namespace CoachingPlatform.Sse;

/// <summary>
/// Who is connected, all together and by user id. Look-ups see what was there when they began; the two change together.
/// </summary>
public sealed class ConnectionRegistry
{
    private readonly Lock _changing = new();
    private readonly HashSet<SseConnection> _connections = [];

    /// <summary>A user has a few tabs: a small array, oldest first, replaced on change.</summary>
    private readonly ConcurrentDictionary<string, SseConnection[]> _byUser = new();

    /// <summary>What is connected, for those who go through all of it; null when it has changed since somebody did.</summary>
    private SseConnection[]? _all = [];

    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int UserCount => _byUser.Count;

    /// <summary>All connections, without an order: the same array as before, unless somebody has come or gone since.</summary>
    internal SseConnection[] All
    {
        get
        {
            if (Volatile.Read(ref _all) is { } all)
                return all;
            lock (_changing)
                return _all ??= [.. _connections];
        }
    }

    /// <summary>The connections of one user, oldest first; empty when there is none.</summary>
    internal SseConnection[] Of(string userId) => _byUser.TryGetValue(userId, out var connections) ? connections : [];

    public void Add(SseConnection connection)
    {
        lock (_changing)
        {
            _connections.Add(connection);
            _byUser[connection.Client.UserId] = [.. Of(connection.Client.UserId), connection];
            Change();
        }
    }

    /// <summary>False when the connection was not registered (any more).</summary>
    public bool Remove(SseConnection connection)
    {
        lock (_changing)
        {
            if (!_connections.Remove(connection))
                return false;
            var userId = connection.Client.UserId;
            var others = Array.FindAll(_byUser[userId], other => other != connection);
            if (others.Length > 0)
                _byUser[userId] = others;
            else
                _byUser.TryRemove(userId, out _);
            Change();
            return true;
        }
    }

    private void Change()
    {
        _count = _connections.Count;
        _all = null;
    }
}
