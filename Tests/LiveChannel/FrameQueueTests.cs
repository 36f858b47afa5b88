using CoachingPlatform.Sse;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel"), TestOf(typeof(FrameQueue))]
public sealed class FrameQueueTests
{
    [Test]
    public void What_was_missed_comes_before_what_waits_also_after_the_queue_has_gone_round()
    {
        var queue = new FrameQueue(capacity: 5, maxBacklog: 10);
        foreach (byte i in (byte[])[1, 2, 3])
            queue.TryEnqueue([i], at: i);
        Assert.That(Take(ref queue, 2), Is.EqualTo((byte[])[1, 2]));
        foreach (byte i in (byte[])[4, 5, 6])
            queue.TryEnqueue([i], at: i);

        queue.Prepend([[10], [11]]);

        Assert.That(queue.TryEnqueue([7], at: 7), Is.True, "four live ones wait, and the two in front do not count");
        Assert.That(queue.TryEnqueue([8], at: 8), Is.False);
        Assert.That(Take(ref queue, 10), Is.EqualTo((byte[])[10, 11, 3, 4, 5, 6, 7]));
    }

    [Test]
    public void After_a_clearing_it_takes_as_much_as_a_new_one()
    {
        var queue = new FrameQueue(capacity: 1, maxBacklog: 1);
        queue.Prepend([[1], [2]]);
        queue.Enqueue([3]);

        queue.Clear();

        Assert.That((queue.Count, queue.TryEnqueueLate([4], at: 4)), Is.EqualTo((0, true)));
        Assert.That(queue.TryEnqueueLate([5], at: 5), Is.False);
        Assert.That(Take(ref queue, 10), Is.EqualTo((byte[])[4]));
    }

    private static byte[] Take(ref FrameQueue queue, int atMost)
    {
        List<byte> taken = [];
        while (taken.Count < atMost && queue.TryDequeue(out var frame, out _))
            taken.Add(frame[0]);
        return [.. taken];
    }
}
