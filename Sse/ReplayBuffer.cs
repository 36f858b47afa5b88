namespace CoachingPlatform.Sse;

/// <summary>
/// The newest part of the event log, in memory, as frames: from here a returning client gets what it missed. Bounded by
/// number, by age and by bytes. Not thread-safe; its owner holds a lock.
/// </summary>
internal sealed class ReplayBuffer(int capacity, TimeSpan maxAge, long maxBytes = ReplayBuffer.DefaultMaxBytes)
{
    private const long DefaultMaxBytes = 64 * 1024 * 1024;

    private readonly record struct Entry(DateTime At, byte[] Frame, IReadOnlyList<string>? Recipients);

    private readonly Entry[] _entries = new Entry[capacity];
    private int _start;
    private int _count;
    private long _bytes;

    /// <summary>Id of the newest event that was ever added; 0 before the first one.</summary>
    public long Newest { get; private set; }

    /// <summary>Number before the oldest that is remembered: from here on everything can be collected.</summary>
    public long BeforeOldest => Newest - _count;

    /// <summary>Adds the next event. Ids grow by one; a gap would make older positions unsafe to resume from, so it forgets them.</summary>
    public void Add(SseEvent next, byte[] frame, DateTime now)
    {
        if (next.Number != Newest + 1)
            while (_count > 0)
                RemoveOldest();
        if (_count == capacity)
            RemoveOldest();
        _entries[(_start + _count++) % capacity] = new Entry(next.Message.At, frame, next.Message.Recipients);
        _bytes += frame.Length;
        Newest = next.Number;
        Trim(now);
    }

    /// <summary>
    /// Collects the frames after <paramref name="position"/> that are addressed to a user. False when the position is not
    /// inside the window, so that something may be missing: older than it, or never given out.
    /// </summary>
    public bool TryCollect(long position, string userId, DateTime now, List<byte[]> missed)
    {
        Trim(now);
        if (position < BeforeOldest || position > Newest)
            return false;
        for (var i = (int)(position - BeforeOldest); i < _count; i++)
        {
            ref readonly var entry = ref _entries[(_start + i) % capacity];
            if (entry.Recipients is null || entry.Recipients.Contains(userId))
                missed.Add(entry.Frame);
        }
        return true;
    }

    private void Trim(DateTime now)
    {
        while (_count > 0 && (_bytes > maxBytes || _entries[_start].At < now - maxAge))
            RemoveOldest();
    }

    private void RemoveOldest()
    {
        _bytes -= _entries[_start].Frame.Length;
        _entries[_start] = default;
        _start = (_start + 1) % capacity;
        _count--;
    }
}
