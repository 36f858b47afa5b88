using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace CoachingPlatform.Sse;

/// <summary>
/// One open stream. Whoever publishes writes to a client that keeps up; for one that does not, a bounded queue of shared frames fills,
/// which the stream's pump empties. Publishing never waits for a client; a client that falls too far behind is closed. What the
/// client is handed at once, since it was away or the server was behind, does not count as falling behind.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source holds nothing but a timer that ends by itself.")]
public sealed class SseConnection : IValueTaskSource<bool>
{
    /// <summary>Bytes handed to the transport before waiting for it, so that a long backlog does not pile up in memory.</summary>
    internal const int FlushBytes = 64 * 1024;

    /// <summary>How long a closed stream may take to hand over what is queued before it is cut off.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long a client waits whose stream could not be resumed.</summary>
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cutOff = new();
    private readonly SseMetrics _metrics;
    private FrameQueue _queue;   // not readonly: it is a value that changes
    private long _skipUpTo;
    private int _quietTicks;

    /// <summary>The pump sleeps: nothing is queued, no flush is under way, and whoever holds the lock may write.</summary>
    private bool _pumpWaits;

    private PipeWriter? _output;

    /// <summary>A publisher's flush that did not end at once; the pump waits for it.</summary>
    private Task<FlushResult>? _slowFlush;
    private ManualResetValueTaskSourceCore<bool> _wake = new() { RunContinuationsAsynchronously = true };

    /// <param name="capacity">Events it may fall behind.</param>
    /// <param name="backlog">What it is told first, whatever its size.</param>
    /// <param name="maxBacklog">Events that may wait in all, those included with which the server was late.</param>
    internal SseConnection(
        SseClient client, int capacity, IReadOnlyList<byte[]> backlog, long openedAt, SseMetrics metrics, int maxBacklog = 10_000)
    {
        Client = client;
        OpenedAt = openedAt;
        _metrics = metrics;
        _queue = new FrameQueue(capacity, maxBacklog);
        _queue.Prepend(backlog);
    }

    public SseClient Client { get; }

    /// <summary>
    /// Reads what the client is told before anything else, where that takes a look into the event log; meanwhile live events are queued.
    /// Null as a result: it could not be read.
    /// </summary>
    internal Func<CancellationToken, Task<IReadOnlyList<byte[]>?>>? ReadBacklog { get; set; }

    /// <summary>Number of the newest event that the client has got elsewhere: it gets neither that one again nor those before it.</summary>
    internal long SkipUpTo
    {
        set
        {
            lock (_lock)
                _skipUpTo = value;
        }
    }

    /// <summary>Why the stream ended; null while it is open.</summary>
    public SseCloseReason? CloseReason { get; private set; }

    /// <summary>Frames handed to the transport so far.</summary>
    public long FramesWritten { get; private set; }

    /// <summary>Frames that wait for the network; read without a lock, for the gauge.</summary>
    internal int QueuedFrames => _queue.Count;

    /// <summary>Timestamp of the time provider.</summary>
    internal long OpenedAt { get; }

    /// <summary>
    /// Writes what is queued and then whatever arrives, until the stream is closed or <paramref name="clientGone"/> says
    /// that nobody reads any more. Returns normally in every one of these cases.
    /// </summary>
    public async Task PumpAsync(PipeWriter output, CancellationToken clientGone)
    {
        await using var registration = clientGone.UnsafeRegister(
            static connection => ((SseConnection)connection!).Close(SseCloseReason.ClientGone), this);
        _output = output;
        try
        {
            if (ReadBacklog is { } read)
            {
                ReadBacklog = null;
                if (await read(_cutOff.Token) is { } backlog)
                {
                    lock (_lock)
                        _queue.Prepend(backlog);
                }
                else
                {
                    Refuse();
                }
            }
            while (await WaitAsync())
            {
                var (frames, oldest) = NextFlush(output, out var flush);
                var flushed = await flush;
                _metrics.Delivered(frames, oldest);
                if (flushed.IsCompleted)
                    Close(SseCloseReason.ClientGone);
            }
        }
        catch (OperationCanceledException) when (_cutOff.IsCancellationRequested)
        {
            // cut off: the reader is gone or too slow, and what is still queued is not for it
        }
    }

    /// <summary>Writes events, or queues them while the client is behind; closes the stream when they do not fit. Never waits.</summary>
    /// <param name="isLate">The server itself was behind with them: what waits then is not a sign of a slow client.</param>
    /// <returns>How many of them are on their way.</returns>
    internal int Send(SseBatch batch, bool isLate)
    {
        var events = batch.Events;
        lock (_lock)
        {
            if (CloseReason is not null)
                return 0;
            if (_pumpWaits && events[0].Event.Number > _skipUpTo)
                return Write(batch.Bytes, events.Length) ? events.Length : 0;
            foreach (var (next, frame) in events)
            {
                if (next.Number > _skipUpTo && CloseReason is null)
                    Enqueue(frame, next.Message.At.Ticks, isLate);
            }
            WakePump();
            return 0;
        }
    }

    /// <summary>Likewise, for what is not an event of the log.</summary>
    /// <returns>Whether it is on its way.</returns>
    internal bool Send(byte[] frame)
    {
        lock (_lock)
        {
            if (CloseReason is not null)
                return false;
            if (_pumpWaits)
                return Write(frame);
            Enqueue(frame, at: 0, isLate: false);
            return false;
        }
    }

    /// <summary>Called once per tick; sends a keep-alive after <paramref name="quietTicks"/> ticks without a frame.</summary>
    /// <returns>Whether it did.</returns>
    internal bool Tick(int quietTicks)
    {
        lock (_lock)
        {
            if (++_quietTicks < quietTicks || CloseReason is not null)
                return false;
            _quietTicks = 0;
            // while the pump is at work, the client has not even read what is there
            return _pumpWaits && Write(SseFrame.KeepAlive);
        }
    }

    /// <summary>
    /// Ends the stream; the first reason counts. A reader that keeps up still gets what is queued and then
    /// <paramref name="lastFrame"/>; one that is gone or too slow gets nothing more.
    /// </summary>
    internal void Close(SseCloseReason reason, byte[]? lastFrame = null)
    {
        lock (_lock)
        {
            if (CloseReason is not null)
                return;
            if (lastFrame is not null)
                _queue.Enqueue(lastFrame);
            CloseLocked(reason);
        }
    }

    /// <summary>Ends the stream without what is queued: the client comes back with the position it has.</summary>
    private void Refuse()
    {
        lock (_lock)
        {
            if (CloseReason is not null)
                return;
            _queue.Clear();
            _queue.Enqueue(SseFrame.Retry(RetryAfterFailure));
            CloseLocked(SseCloseReason.ServerUnavailable);
        }
    }

    private void CloseLocked(SseCloseReason reason)
    {
        CloseReason = reason;
        // asynchronously: what hangs on this token runs code of the transport, and the caller may hold locks
        if (reason is SseCloseReason.ClientGone or SseCloseReason.TooSlow)
            _ = _cutOff.CancelAsync();
        else
            _cutOff.CancelAfter(CloseGrace);
        WakePump();
    }

    private void Enqueue(byte[] frame, long at, bool isLate)
    {
        _quietTicks = 0;
        if (!(isLate ? _queue.TryEnqueueLate(frame, at) : _queue.TryEnqueue(frame, at)))
            CloseLocked(SseCloseReason.TooSlow);
    }

    /// <summary>Straight into the response, without a hop to another thread: the lock is held, and the pump sleeps.</summary>
    private bool Write(byte[] bytes, int frames = 1)
    {
        _quietTicks = 0;
        try
        {
            var flush = _output!.WriteAsync(bytes, _cutOff.Token);
            FramesWritten += frames;
            if (!flush.IsCompletedSuccessfully)
            {
                _slowFlush = flush.AsTask();
                WakePump();
            }
            else if (flush.Result.IsCompleted)
            {
                CloseLocked(SseCloseReason.ClientGone);
            }
            return true;
        }
        catch (Exception)
        {
            CloseLocked(SseCloseReason.ClientGone);   // whatever a transport throws is the end of this stream, and no other's business
            return false;
        }
    }

    /// <summary>The flush that a publisher could not wait for, or one of what is queued.</summary>
    private (int Frames, long Oldest) NextFlush(PipeWriter output, out ValueTask<FlushResult> flush)
    {
        var (frames, oldest) = (0, 0L);
        lock (_lock)
        {
            if (_slowFlush is { } slow)
            {
                _slowFlush = null;
                flush = new ValueTask<FlushResult>(slow);
                return (frames, oldest);
            }
            for (var written = 0; written < FlushBytes && _queue.TryDequeue(out var frame, out var at); written += frame.Length)
            {
                output.Write(frame);
                frames++;
                oldest = oldest == 0 ? at : oldest;
            }
            FramesWritten += frames;
        }
        flush = output.FlushAsync(_cutOff.Token);
        return (frames, oldest);
    }

    /// <summary>True when there is something to write; false when the stream is closed and empty.</summary>
    private ValueTask<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_slowFlush is not null)
                return ValueTask.FromResult(true);
            if (_cutOff.IsCancellationRequested)
                return ValueTask.FromResult(false);
            if (_queue.Count > 0)
                return ValueTask.FromResult(true);
            if (CloseReason is not null)
                return ValueTask.FromResult(false);
            _wake.Reset();
            _pumpWaits = true;
            return new ValueTask<bool>(this, _wake.Version);
        }
    }

    private void WakePump()
    {
        if (!_pumpWaits)
            return;
        _pumpWaits = false;
        _wake.SetResult(_queue.Count > 0 || _slowFlush is not null);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);
}
