namespace CoachingPlatform.Domain.RateLimits;

/// <summary>The latest attempts at something that is allowed only so often, by one person or from one place.</summary>
public sealed class RateLimitCounter : IVersioned
{
    private readonly List<long> _times = [];

    private RateLimitCounter()
    {
    }

    /// <summary>What is limited and for whom; people appear as a hash.</summary>
    public string Key { get; private set; } = "";

    /// <summary>When, in milliseconds since 1970, the oldest first.</summary>
    public IReadOnlyList<long> Times => _times;

    /// <summary>From then on the row says nothing any more, UTC.</summary>
    public DateTime ForgetAt { get; private set; }

    public Guid Version { get; private set; }

    public static RateLimitCounter Create(string key) => new() { Key = key };

    /// <summary>How long to wait for the next attempt; zero: it may be made now.</summary>
    public TimeSpan WaitFor(IReadOnlyList<Allowance> limits, DateTime now)
    {
        var wait = TimeSpan.Zero;
        foreach (var limit in limits.Where(limit => _times.Count >= limit.Attempts))
        {
            var next = DateTimeOffset.FromUnixTimeMilliseconds(_times[^limit.Attempts]).UtcDateTime + limit.Window;
            if (next - now > wait)
                wait = next - now;
        }
        return wait;
    }

    public void Record(IReadOnlyList<Allowance> limits, DateTime now)
    {
        _times.Add(new DateTimeOffset(now).ToUnixTimeMilliseconds());
        _times.RemoveRange(0, Math.Max(0, _times.Count - limits.Max(limit => limit.Attempts)));
        ForgetAt = now + limits.Max(limit => limit.Window);
    }

    /// <summary>Takes back an attempt that was recorded at <paramref name="at"/>; none when it is forgotten already.</summary>
    public void Retract(DateTime at) => _times.Remove(new DateTimeOffset(at).ToUnixTimeMilliseconds());
}
