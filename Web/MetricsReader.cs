using System.Diagnostics.Metrics;
using System.Globalization;
using CoachingPlatform.Application.Metrics;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Web;

/// <summary>Adds up what the meters of this process record, for the operator's page.</summary>
internal sealed class MetricsReader : IMetrics, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private readonly string _instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");
    private readonly DateTime _startedAt;

    /// <param name="meters">Names of the meters that count.</param>
    public MetricsReader(IReadOnlyCollection<string> meters, TimeProvider clock)
    {
        (_clock, _startedAt) = (clock, clock.UtcNow());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Contains(instrument.Meter.Name))
                return;
            Metric metric;
            lock (_lock)
                _metrics[instrument.Name] = metric = new Metric(instrument);
            listener.EnableMeasurementEvents(instrument, metric);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, metric) => Record(metric, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, metric) => Record(metric, value, tags));
        _listener.Start();
    }

    public InstanceMetricsDto Read()
    {
        _listener.RecordObservableInstruments();
        lock (_lock)
            return new InstanceMetricsDto(_instance, _startedAt, _clock.UtcNow(), [.. _metrics.Values.Select(metric => metric.ToDto())]);
    }

    public void Dispose() => _listener.Dispose();

    private void Record(object? metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
            ((Metric)metric!).Record(value, tags);
    }

    private sealed class Metric(Instrument instrument)
    {
        private readonly double[]? _bounds = instrument is Histogram<double> histogram ? [.. histogram.Advice!.HistogramBucketBoundaries!] : null;
        private readonly Dictionary<string, Series> _series = [];

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // none of ours has more than one tag
            var (key, tag) = tags.IsEmpty ? ("", default) : (tags[0].Value?.ToString() ?? "", tags[0]);
            if (!_series.TryGetValue(key, out var series))
            {
                var named = tags.IsEmpty ? new Dictionary<string, string>() : new() { [tag.Key] = key };
                _series.Add(key, series = new Series(named, _bounds is null ? null : new long[_bounds.Length + 1]));
            }
            if (instrument.IsObservable)
                series.Value = value;
            else
                series.Value += value;
            if (series.Counts is { } counts)
                counts[Array.FindIndex(_bounds!, bound => value <= bound) is >= 0 and var place ? place : ^1]++;
        }

        public MetricDto ToDto() => new(instrument.Name, instrument.Unit, instrument.Description ?? "",
        [
            .. _series.Values.Select(series => new MetricValueDto(series.Tags, series.Value, series.Counts is not { } counts ? null :
                [.. counts.Select((count, place) => new BucketDto(place < _bounds!.Length ? _bounds[place] : null, count))])),
        ]);
    }

    private sealed class Series(IReadOnlyDictionary<string, string> tags, long[]? counts)
    {
        public IReadOnlyDictionary<string, string> Tags { get; } = tags;

        public long[]? Counts { get; } = counts;

        public double Value { get; set; }
    }
}
