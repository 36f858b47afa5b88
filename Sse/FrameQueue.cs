using System.Diagnostics.CodeAnalysis;

namespace CoachingPlatform.Sse;

/// <summary>
/// Frames that wait for the network, oldest first. It begins with the backlog: what was handed over at once, since the client was away or
/// the server was behind, which does not count as falling behind. A value, because thousands of idle streams have nothing in it. Not
/// thread-safe; its owner holds a lock.
/// </summary>
/// <param name="capacity">Events a client may fall behind.</param>
/// <param name="maxBacklog">Events that may wait in all, those included with which the server was late.</param>
internal struct FrameQueue(int capacity, int maxBacklog)
{
    /// <summary>Bytes a client may fall behind. One frame alone may be larger.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Bytes that may wait in all: about as much as a resume carries at most.</summary>
    private const int MaxBacklogBytes = 64 * MaxBytes;

    private (byte[] Bytes, long At)[] _frames = [];
    private int _head;
    private int _count;
    private long _bytes;
    private int _backlog;
    private long _backlogBytes;

    public readonly int Count => _count;

    /// <summary>Adds an event that has just come.</summary>
    /// <param name="at">When it came into being, in ticks; 0 when the frame carries no event.</param>
    /// <returns>False when the client has fallen too far behind for it.</returns>
    public bool TryEnqueue(byte[] frame, long at)
    {
        var live = _count - _backlog;
        if (live >= capacity || (live > 0 && _bytes - _backlogBytes + frame.Length > MaxBytes))
            return false;
        Enqueue(frame, at);
        return true;
    }

    /// <summary>Adds an event with which the server was late: that it waits, and what waits before it, is no sign of a slow client.</summary>
    /// <returns>False when even so too much would wait.</returns>
    public bool TryEnqueueLate(byte[] frame, long at)
    {
        if (_count >= maxBacklog || (_count > 0 && _bytes + frame.Length > MaxBacklogBytes))
            return false;
        Enqueue(frame, at);
        (_backlog, _backlogBytes) = (_count, _bytes);
        return true;
    }

    /// <summary>Adds a frame, whatever waits already.</summary>
    public void Enqueue(byte[] frame, long at = 0)
    {
        if (_count == _frames.Length)
            Resize(Math.Max(4, 2 * _count), first: 0);
        _frames[(_head + _count++) % _frames.Length] = (frame, at);
        _bytes += frame.Length;
    }

    /// <summary>Puts a backlog in front of what waits.</summary>
    public void Prepend(IReadOnlyList<byte[]> frames)
    {
        Resize(frames.Count + _count, first: frames.Count);
        for (var i = 0; i < frames.Count; i++)
        {
            _frames[i] = (frames[i], 0);
            _bytes += frames[i].Length;
            _backlogBytes += frames[i].Length;
        }
        (_count, _backlog) = (_count + frames.Count, _backlog + frames.Count);
    }

    public bool TryDequeue([NotNullWhen(true)] out byte[]? frame, out long at)
    {
        if (_count == 0)
        {
            (frame, at) = (null, 0);
            return false;
        }
        (frame, at) = _frames[_head];
        _frames[_head] = default;
        _head = (_head + 1) % _frames.Length;
        _count--;
        _bytes -= frame.Length;
        if (_backlog > 0)
        {
            _backlog--;
            _backlogBytes -= frame.Length;
        }
        if (_count == 0 && _frames.Length > 2 * capacity + 8)
            (_frames, _head) = ([], 0);   // grown by a backlog
        return true;
    }

    public void Clear() => (_frames, _head, _count, _bytes, _backlog, _backlogBytes) = ([], 0, 0, 0, 0, 0);

    /// <summary>Moves what waits into an array of another length, to begin at <paramref name="first"/>.</summary>
    private void Resize(int length, int first)
    {
        var frames = new (byte[] Bytes, long At)[length];
        for (var i = 0; i < _count; i++)
            frames[first + i] = _frames[(_head + i) % _frames.Length];
        (_frames, _head) = (frames, 0);
    }
}
