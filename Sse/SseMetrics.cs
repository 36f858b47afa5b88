using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CoachingPlatform.Sse;

/// <summary>What the live channel tells its operators.</summary>
internal sealed class SseMetrics : IDisposable
{
    public const string Name = "CoachingPlatform.Sse";

    /// <summary>Traces from the request that caused an event to its streams.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly TimeProvider _clock;
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _resumed;
    private readonly Counter<long> _resets;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _latency;

    public SseMetrics(ConnectionRegistry registry, TimeProvider clock)
    {
        _clock = clock;
        _meter.CreateObservableGauge("sse.connections", () => registry.Count, description: "Open streams");
        _meter.CreateObservableGauge("sse.users", () => registry.UserCount, description: "Users with an open stream");
        _meter.CreateObservableGauge(
            "sse.queue.depth", () => registry.All.Select(connection => connection.QueuedFrames).DefaultIfEmpty().Max(),
            description: "Frames waiting in the fullest queue");
        _published = _meter.CreateCounter<long>("sse.events.published", description: "Events handed to the streams of this instance");
        _delivered = _meter.CreateCounter<long>("sse.frames.delivered", description: "Frames handed to the network");
        _resumed = _meter.CreateCounter<long>("sse.streams.resumed", description: "Clients that came back and got what they had missed");
        _resets = _meter.CreateCounter<long>("sse.streams.reset", description: "Clients that came back and had to start over");
        _ended = _meter.CreateCounter<long>(
            "sse.streams.ended", description: "Streams that ended, by reason; TooSlow is a reader that was cut off");
        _latency = _meter.CreateHistogram(
            "sse.delivery.duration", "s", "From the commit of a change to the network: its streams that keep up together, and each that is behind",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
            });
    }

    public void Published(int events) => _published.Add(events);

    public void Resumed(bool complete) => (complete ? _resumed : _resets).Add(1);

    public void Ended(SseCloseReason? reason) => _ended.Add(1, new KeyValuePair<string, object?>("reason", reason?.ToString()));

    /// <summary>Frames went to the network: a page of events to all streams that keep up, or what one stream was behind with.</summary>
    /// <param name="oldest">When the oldest event among the frames came into being, in ticks; 0 when there is none.</param>
    public void Delivered(int frames, long oldest)
    {
        _delivered.Add(frames);
        if (oldest > 0 && _latency.Enabled)
            _latency.Record(TimeSpan.FromTicks(Math.Max(0, _clock.GetUtcNow().UtcTicks - oldest)).TotalSeconds);
    }

    /// <summary>Follows each event on its own, from the request that caused it, until the result is disposed of; null when nobody traces.</summary>
    public static IDisposable? Trace(SseBatch batch) => Activities.HasListeners() ? new Deliveries(batch) : null;

    public void Dispose() => _meter.Dispose();

    private sealed class Deliveries : IDisposable
    {
        private readonly List<Activity?> _activities = [];

        public Deliveries(SseBatch batch)
        {
            foreach (var (next, _) in batch.Events)
            {
                Activity.Current = null;   // none of them is part of another
                var activity = Activities.StartActivity($"deliver {next.Message.Type}", ActivityKind.Consumer, next.Message.TraceParent);
                activity?.SetTag("sse.event.id", next.Number);
                _activities.Add(activity);
            }
        }

        public void Dispose() => _activities.ForEach(activity => activity?.Dispose());
    }
}
