using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace CoachingPlatform.Sse;

/// <summary>
/// Events in a row that have the same recipients: one write to each of their streams. Together they have at most
/// <see cref="SseConnection.FlushBytes"/>; one event alone may be larger.
/// </summary>
internal sealed class SseBatch
{
    /// <summary>Streams that one processor writes to before it looks for more: enough to be worth a thread, few enough to share.</summary>
    private const int StreamsPerTurn = 128;

    private readonly List<(SseEvent Event, byte[] Frame)> _events = [];
    private int _length;
    private byte[]? _bytes;

    private SseBatch(SseEvent first, byte[] frame) => Add(first, frame);

    public ReadOnlySpan<(SseEvent Event, byte[] Frame)> Events => CollectionsMarshal.AsSpan(_events);

    /// <summary>User ids; null for everybody.</summary>
    public IReadOnlyList<string>? Recipients => _events[0].Event.Message.Recipients;

    /// <summary>All frames, one after the other.</summary>
    public byte[] Bytes => _bytes ??= Join();

    /// <summary>The events of a page, in their order.</summary>
    public static IEnumerable<SseBatch> Of(IEnumerable<SseEvent> page, Func<SseEvent, byte[]> encode)
    {
        SseBatch? batch = null;
        foreach (var next in page)
        {
            var frame = encode(next);
            if (batch?.TryAdd(next, frame) == true)
                continue;
            if (batch is not null)
                yield return batch;
            batch = new SseBatch(next, frame);
        }
        if (batch is not null)
            yield return batch;
    }

    /// <summary>Sends the events to each of these streams.</summary>
    /// <param name="isLate">The server itself was behind with them.</param>
    /// <returns>How many frames are on their way.</returns>
    public int SendTo(SseConnection[] streams, bool isLate)
    {
        // where events come faster than they go out, the other processors are left to those who cause the next ones
        if (streams.Length < 2 * StreamsPerTurn || _events.Count > 1)
            return SendTo(streams.AsSpan(), isLate);
        var written = 0;
        Parallel.ForEach(
            Partitioner.Create(0, streams.Length, StreamsPerTurn),
            turn => Interlocked.Add(ref written, SendTo(streams.AsSpan(turn.Item1..turn.Item2), isLate)));
        return written;
    }

    private int SendTo(ReadOnlySpan<SseConnection> streams, bool isLate)
    {
        var written = 0;
        foreach (var stream in streams)
            written += stream.Send(this, isLate);
        return written;
    }

    private bool TryAdd(SseEvent next, byte[] frame)
    {
        var fits = _length + frame.Length <= SseConnection.FlushBytes && AreSame(Recipients, next.Message.Recipients);
        if (fits)
            Add(next, frame);
        return fits;
    }

    private void Add(SseEvent next, byte[] frame)
    {
        _events.Add((next, frame));
        _length += frame.Length;
    }

    private byte[] Join()
    {
        if (_events is [var only])
            return only.Frame;
        var bytes = new byte[_length];
        var at = 0;
        foreach (var (_, frame) in _events)
        {
            frame.CopyTo(bytes, at);
            at += frame.Length;
        }
        return bytes;
    }

    private static bool AreSame(IReadOnlyList<string>? some, IReadOnlyList<string>? others) =>
        some is null || others is null ? some == others : some.SequenceEqual(others);
}
