using System.Collections.Concurrent;

namespace CoachingPlatform.Sse;

/// <summary>
/// Who is connected: by connection id and by user id. Look-ups take no lock and iterate over what was there when they
/// began; the two indices change together.
/// </summary>
public sealed class ConnectionRegistry
{
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<Guid, SseConnection> _byId = new();

    /// <summary>A user has a few tabs: a small array, oldest first, replaced on change.</summary>
    private readonly ConcurrentDictionary<string, SseConnection[]> _byUser = new();

    private int _count;

    public int Count => Volatile.Read(ref _count);

    public int UserCount => _byUser.Count;

    /// <summary>All connections, without an order.</summary>
    public IEnumerable<SseConnection> All
    {
        get
        {
            foreach (var (_, connection) in _byId)
                yield return connection;
        }
    }

    /// <summary>The connections of one user, oldest first; empty when there is none.</summary>
    public ReadOnlySpan<SseConnection> Of(string userId) => _byUser.TryGetValue(userId, out var connections) ? connections : [];

    public void Add(SseConnection connection)
    {
        lock (_changing)
        {
            _byId[connection.Id] = connection;
            _byUser[connection.Client.UserId] = [.. Of(connection.Client.UserId), connection];
            _count++;
        }
    }

    /// <summary>False when the connection was not registered (any more).</summary>
    public bool Remove(SseConnection connection)
    {
        lock (_changing)
        {
            if (!_byId.TryRemove(connection.Id, out _))
                return false;
            var userId = connection.Client.UserId;
            var others = Array.FindAll(_byUser[userId], other => other != connection);
            if (others.Length > 0)
                _byUser[userId] = others;
            else
                _byUser.TryRemove(userId, out _);
            _count--;
            return true;
        }
    }
}
