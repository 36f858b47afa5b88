using System.IO.Pipelines;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>What reaches the response of one stream, and when.</summary>
[Category("LiveChannel")]
public sealed class SseConnectionTests
{
    [Test]
    public async Task A_client_that_keeps_up_is_written_to_by_the_publisher()
    {
        var channel = new ChannelUnderTest();
        var output = new CountingWriter();
        _ = channel.Connect("ada").PumpAsync(output, CancellationToken.None);

        await channel.PublishAsync("e", "ada");

        Assert.That(output.Flushes, Is.EqualTo(2), "at once, on the thread of the publisher");
        Assert.That(output.Types, Is.EqualTo(new[] { "e" }));
    }

    [Test]
    public async Task What_goes_out_together_is_flushed_once()
    {
        var channel = new ChannelUnderTest();
        var (output, other) = (new CountingWriter(), new CountingWriter());
        _ = channel.Connect("ada").PumpAsync(output, CancellationToken.None);
        _ = channel.Connect("bob").PumpAsync(other, CancellationToken.None);

        await channel.PublishPageAsync(20, "ada");
        await channel.PublishTogetherAsync(("first", "bob"), ("last", "ada"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(output.Flushes, Is.EqualTo(3), "twenty with the first page, one with the second");
            Assert.That(output.Types, Has.Length.EqualTo(21));
            Assert.That(output.Types[^1], Is.EqualTo("last"));
            Assert.That(other.Flushes, Is.EqualTo(2), "also where the last event of a page is for somebody else");
            Assert.That(other.Types, Is.EqualTo(new[] { "first" }));
        }
    }

    [Test]
    public async Task While_a_flush_is_under_way_events_wait_in_the_queue_and_follow_in_their_order()
    {
        var channel = new ChannelUnderTest();
        var output = new CountingWriter();
        var connection = channel.Connect("ada");
        _ = connection.PumpAsync(output, CancellationToken.None);
        output.Hold();

        await channel.PublishAsync("a", "ada");
        await channel.PublishAsync("b", "ada");
        await channel.PublishAsync("c", "ada");
        var waiting = connection.QueuedFrames;
        output.Release();
        await Eventually.TrueAsync(() => output.Flushes == 3, "the rest goes out together");
        await channel.PublishAsync("d", "ada");
        await Eventually.TrueAsync(() => output.Types.Length == 4, "the next one follows");

        Assert.That(waiting, Is.EqualTo(2));
        Assert.That(output.Types, Is.EqualTo(new[] { "a", "b", "c", "d" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_transport_that_fails_ends_its_own_stream_alone(bool onWrite)
    {
        var channel = new ChannelUnderTest();
        var (broken, sound) = (new CountingWriter(), new CountingWriter());
        var connection = channel.Connect("ada");
        var pump = connection.PumpAsync(broken, CancellationToken.None);
        _ = channel.Connect("ada").PumpAsync(sound, CancellationToken.None);
        broken.Break(onWrite);

        await channel.PublishTogetherAsync(("e", "ada"), ("other", "bob"));
        await pump.WaitAsync(TimeSpan.FromSeconds(15));

        Assert.That(connection.CloseReason, Is.EqualTo(SseCloseReason.ClientGone));
        Assert.That(sound.Types, Is.EqualTo(new[] { "e" }));
    }

    /// <summary>A response that remembers what it was told, whose flushes can be held up. A pump that it does not hold up runs until it waits.</summary>
    private sealed class CountingWriter : PipeWriter
    {
        private readonly Lock _lock = new();
        private readonly MemoryStream _written = new();
        private byte[] _buffer = [];
        private TaskCompletionSource<FlushResult>? _held;
        private bool _failsWrite;
        private bool _failsFlush;
        private int _flushes;

        public int Flushes => Volatile.Read(ref _flushes);

        /// <summary>Types of the events so far.</summary>
        public string[] Types
        {
            get
            {
                lock (_lock)
                    return [.. new EventStreamParser().Feed(_written.ToArray()).Select(e => e.Type)];
            }
        }

        public void Hold() => _held = new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release()
        {
            var held = _held!;
            _held = null;
            held.SetResult(default);
        }

        public void Break(bool onWrite) => (_failsWrite, _failsFlush) = (onWrite, !onWrite);

        public override void Advance(int bytes)
        {
            lock (_lock)
                _written.Write(_buffer, 0, bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_failsWrite)
                throw new InvalidOperationException("no more writes");
            return _buffer = new byte[Math.Max(sizeHint, 4_096)];
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_failsFlush)
                throw new InvalidOperationException("no more flushes");
            Interlocked.Increment(ref _flushes);
            return _held is { } held ? new ValueTask<FlushResult>(held.Task) : default;
        }

        public override void CancelPendingFlush() { }

        public override void Complete(Exception? exception = null) { }
    }
}
