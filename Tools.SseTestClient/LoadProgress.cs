using System.Diagnostics;
using System.Globalization;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>The changes of a load run: when each was sent, and when the last stream had it. Used by all streams at once.</summary>
internal sealed class LoadProgress(int capacity)
{
    /// <summary>Tells this run's changes from everybody else's.</summary>
    private readonly string _mark = $"load-{Guid.NewGuid():N}-";
    private readonly long[] _sent = new long[capacity];
    private readonly long[] _last = new long[capacity];
    private int _published;
    private long _delivered;

    public int Published => Volatile.Read(ref _published);

    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Text of the next change.</summary>
    public string Next()
    {
        var number = _published;
        _sent[number] = Stopwatch.GetTimestamp();
        return $"{_mark}{number.ToString(CultureInfo.InvariantCulture)}. {new string('x', 200)}";
    }

    /// <summary>The change was made; its number is used up.</summary>
    public void Confirm() => Interlocked.Increment(ref _published);

    /// <summary>The number of the change that an event tells of; null when it is none of this run.</summary>
    public int? NumberIn(string data)
    {
        var start = data.IndexOf(_mark, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var digits = data.AsSpan(start + _mark.Length);
        return int.Parse(digits[..digits.IndexOf('.')], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <returns>Milliseconds since the change was sent.</returns>
    public float Arrived(int number)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _delivered);
        long last;
        while ((last = Volatile.Read(ref _last[number])) < now && Interlocked.CompareExchange(ref _last[number], now, last) != last) { }
        return (float)Stopwatch.GetElapsedTime(_sent[number], now).TotalMilliseconds;
    }

    /// <summary>Milliseconds from each change until the last stream had it; those that reached nobody are left out.</summary>
    public IEnumerable<float> TimesToLast() => Enumerable.Range(0, Published).Where(i => _last[i] > 0)
        .Select(i => (float)Stopwatch.GetElapsedTime(_sent[i], _last[i]).TotalMilliseconds);
}
