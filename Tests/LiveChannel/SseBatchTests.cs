using System.Diagnostics;
using System.Text;
using CoachingPlatform.Sse;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel"), TestOf(typeof(SseBatch))]
public sealed class SseBatchTests
{
    [Test]
    public void Events_in_a_row_for_the_same_people_are_one_write_and_the_order_stays()
    {
        var batches = Of((1, ["ada", "bob"]), (2, ["ada", "bob"]), (3, ["ada"]), (4, null), (5, null), (6, ["ada", "bob"]));

        Assert.That(batches.Select(Numbers), Is.EqualTo(new[] { new[] { 1L, 2 }, [3], [4, 5], [6] }));
        Assert.That(Encoding.UTF8.GetString(batches[2].Bytes), Is.EqualTo("<4><5>"));
        Assert.That(batches[2].Recipients, Is.Null);
    }

    [Test]
    public void A_write_is_bounded_and_one_event_may_be_larger()
    {
        var frames = new Dictionary<long, int> { [1] = 40_000, [2] = 25_536, [3] = 1, [4] = 70_000, [5] = 1 };

        var batches = SseBatch.Of(frames.Keys.Select(number => Event(number, null)), next => new byte[frames[next.Number]]).ToList();

        Assert.That(batches.Select(Numbers), Is.EqualTo(new[] { new[] { 1L, 2 }, [3], [4], [5] }), "65,536 bytes fit, one more does not");
        Assert.That(batches.Select(batch => batch.Bytes.Length), Is.EqualTo(new[] { 65_536, 1, 70_000, 1 }));
    }

    [Test]
    public void Each_event_of_a_write_is_traced_back_to_its_own_request()
    {
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SseMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "deliver traced")   // other tests deliver too
                    ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        string[] requests = ["0af7651916cd43dd8448eb211c80319c", "1bf7651916cd43dd8448eb211c80319d"];
        var events = requests.Select((request, i) =>
            new SseEvent(i + 1, new SseMessage(i + 1, default, "traced", "{}", null) { TraceParent = $"00-{request}-b7ad6b7169203331-01" }));
        var batch = SseBatch.Of(events, _ => []).Single();

        using (SseMetrics.Trace(batch))
            Assert.That(ended, Is.Empty);

        Assert.That(ended.Select(activity => activity.TraceId.ToString()), Is.EqualTo(requests));
        Assert.That(Activity.Current, Is.Null);
    }

    private static List<SseBatch> Of(params (long Number, string[]? Recipients)[] events) =>
        [.. SseBatch.Of(events.Select(e => Event(e.Number, e.Recipients)), next => Encoding.UTF8.GetBytes($"<{next.Number}>"))];

    private static SseEvent Event(long number, string[]? recipients) =>
        new(number, new SseMessage(number, default, "e", "{}", recipients));

    private static long[] Numbers(SseBatch batch) => [.. batch.Events.ToArray().Select(e => e.Event.Number)];
}
